import type { Player } from '../spec/contracts.ts';
import { StreamTtsError } from '../spec/errors.ts';
import { createResampler } from './resample.ts';

/** A sentence of a session. */
export interface Key {
  readonly sessionId: string;
  readonly sentenceId: string;
}

/** A session's place at the loudspeaker; what it writes belongs to the sentence that was named last. */
export interface Seat extends Pick<Player, 'name' | 'realTime' | 'write' | 'drain' | 'stop'> {
  begin(sentenceId: string): void;
  /** Resolves when what was written of the sentence has been heard or dropped. */
  heard(sentenceId: string): Promise<void>;
  /** Milliseconds for which its sound was held by a pause. */
  heldMs(): number;
}

/** The one loudspeaker, and the sound that was given to it and not heard yet. */
export interface Desk {
  /** The rate is that of what is written. */
  seat(sessionId: string, sampleRateHz: number): Seat;
  /** The sentence that is heard now. */
  sounding(): Promise<Key | undefined>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  readonly paused: boolean;
  /** Why it stands still although nobody asked for it: the device is gone. */
  readonly trouble: string | undefined;
  /**
   * These sentences are not heard any more; silence at once, then what follows them. `onDrop` is told which of them had
   * sound that was not heard, before anybody could take them for heard.
   */
  drop(match: (key: Key) => boolean, onDrop?: (keys: readonly Key[]) => void): Promise<void>;
  /** The sentence that is heard, or was heard last, from its beginning. */
  again(): Promise<Key | undefined>;
  /** Sound of no session, before what waits. */
  insert(pieces: readonly Float32Array[], sampleRateHz: number): Promise<void>;
  readonly sampleRateHz: number;
  /** 0 to 1, from now on: also of what was written and not heard. */
  setVolume(volume: number): Promise<void>;
  readonly volume: number;
  readonly device: string | undefined;
  dispose(): Promise<void>;
}

interface Piece {
  readonly key: Key;
  readonly samples: Float32Array;
}

export interface DeskOptions {
  readonly open: () => Promise<Player>;
  readonly sampleRateHz: number;
  readonly clock: () => number;
  readonly sleep: (durationMs: number) => Promise<unknown>;
  readonly volume: number;
  /** The loudspeaker failed; it stands still until `resume`. */
  readonly onTrouble: (message: string) => void;
}

const WAITING_MS = 100;
const SLICE_MS = 50;
const IDLE_MS = 3000;
/** A player that is gone cannot say what was heard: so much may not have been. */
const UNSURE_MS = 400;
/** Sentences that can be said again, and the least that is kept to be taken back. */
const KEPT_SENTENCES = 3;

/**
 * Everything that is played goes over one tape: what was sent to the player and what waits. The player says how much
 * of what was sent was not heard; a control takes that back onto the tape, changes the tape, and goes on. So nothing
 * is heard that was dropped, and nothing is lost that was not.
 */
export function createDesk(options: DeskOptions): Desk {
  const { clock, sampleRateHz } = options;
  let player: Player | undefined;
  let opening: Promise<Player> | undefined;
  let sent: Piece[] = [];
  let pending: Piece[] = [];
  let { volume } = options;
  let paused = false;
  let trouble: string | undefined;
  let pausedAtMs = 0;
  let pausedMs = 0;
  let isPumping = false;
  let isDisposed = false;
  let control: Promise<unknown> = Promise.resolve();
  let controls = 0;
  let writes = 0;
  let reopened: Key | undefined;
  let wakers: Array<() => void> = [];

  const wake = () => {
    const woken = wakers;
    wakers = [];
    for (const waker of woken) waker();
  };
  const change = () => new Promise<void>((resolve) => wakers.push(resolve));
  const samplesIn = (pieces: readonly Piece[]) => pieces.reduce((sum, { samples }) => sum + samples.length, 0);
  const unheard = async () => (player === undefined ? 0 : await player.unheard());
  const limit = (durationMs: number) => (sampleRateHz * durationMs) / 1000;

  async function pump(): Promise<void> {
    if (isPumping) return;
    isPumping = true;
    try {
      while (!paused && controls === 0 && !isDisposed) {
        if (pending.length === 0) break;
        try {
          const to = await opened();
          // Opening takes a while, in which a control may have come.
          const piece = paused || controls > 0 ? undefined : pending.shift();
          if (piece === undefined) continue;
          sent.push(piece);
          forget();
          wake();
          await to.write(volume === 1 ? piece.samples : piece.samples.map((sample) => sample * volume));
        } catch (error) {
          await lose(error);
        }
      }
    } finally {
      isPumping = false;
      wake();
    }
  }

  function opened(): Promise<Player> {
    opening ??= options.open().then((opened) => {
      player = opened;
      return opened;
    });
    return opening;
  }

  /** The loudspeaker is gone: the sentence that was heard is said again on a new one, once; then it waits. */
  async function lose(error: unknown): Promise<void> {
    const lost = player;
    player = undefined;
    opening = undefined;
    const key = keyBefore(limit(UNSURE_MS));
    const from = sent.findIndex((piece) => piece.key === key);
    if (from >= 0) pending = [...sent.splice(from), ...pending];
    await lost?.dispose().catch(() => {});
    const isGone = error instanceof StreamTtsError && error.code === 'device-gone';
    if (!isGone && key !== reopened && lost !== undefined) {
      reopened = key;
      return;
    }
    reopened = undefined;
    const reason = error instanceof Error ? error.message : String(error);
    trouble = reason;
    hold();
    options.onTrouble(`${reason} Speech stands still; stream-tts resume goes on.`);
  }

  /** An open stream keeps a device awake, and to the device that was the default when it began. */
  async function closeSoon(): Promise<void> {
    const before = writes;
    await options.sleep(IDLE_MS);
    if (before !== writes || pending.length > 0 || paused || controls > 0) return;
    const idle = player;
    player = undefined;
    opening = undefined;
    await idle?.dispose();
  }

  /** The sentence to which the sample belongs that was sent so many samples ago. */
  function keyBefore(count: number): Key | undefined {
    let left = count;
    for (let at = sent.length - 1; at >= 0; at -= 1) {
      left -= sent[at]?.samples.length ?? 0;
      if (left < 0) return sent[at]?.key;
    }
    return sent[0]?.key;
  }

  function hold(): void {
    if (!paused) pausedAtMs = clock();
    paused = true;
  }

  /** What is kept of what was sent: the last sentences. */
  function forget(): void {
    const keys = new Set<Key>();
    for (let at = sent.length - 1; at >= 0; at -= 1) {
      const key = sent[at]?.key;
      if (key === undefined) break;
      keys.add(key);
      if (keys.size > KEPT_SENTENCES) {
        sent = sent.slice(at + 1);
        return;
      }
    }
  }

  /** Puts a sentence back onto the tape from its beginning. */
  function rewind(key: Key | undefined): void {
    if (key === undefined) return;
    const own = sent.filter((piece) => piece.key === key);
    sent = sent.filter((piece) => piece.key !== key);
    pending = [...own, ...pending];
  }

  /** What was sent and not heard waits again. */
  async function takeBack(): Promise<void> {
    let left = player === undefined ? 0 : await player.clear();
    const back: Piece[] = [];
    while (left > 0) {
      const piece = sent.pop();
      if (piece === undefined) break;
      const { key, samples } = piece;
      if (samples.length > left) {
        sent.push({ key, samples: samples.subarray(0, samples.length - left) });
        back.unshift({ key, samples: samples.subarray(samples.length - left) });
        break;
      }
      back.unshift(piece);
      left -= samples.length;
    }
    pending = [...back, ...pending];
  }

  /** One control after the other; the tape stands still meanwhile. */
  function exclusive<T>(work: () => Promise<T>): Promise<T> {
    controls += 1;
    const result = control.then(work).finally(() => {
      controls -= 1;
      wake();
      void pump();
    });
    control = result.catch(() => {});
    return result;
  }

  return {
    seat(sessionId, rateHz) {
      const resample = createResampler(rateHz, sampleRateHz);
      let key: Key = { sessionId, sentenceId: '' };
      let isStopped = false;
      const isMine = (piece: Piece) => piece.key.sessionId === sessionId;
      return {
        get name() {
          return player?.name ?? 'loudspeaker';
        },
        realTime: true,
        begin(sentenceId) {
          key = { sessionId, sentenceId };
        },
        async heard(sentenceId) {
          const isIt = ({ key: one }: Piece) => one.sessionId === sessionId && one.sentenceId === sentenceId;
          while (!isDisposed && !isStopped) {
            if (pending.some(isIt) || paused || controls > 0) {
              await change();
              continue;
            }
            const after = sent.slice(sent.findLastIndex(isIt) + 1);
            const leftMs = (((await unheard()) - samplesIn(after)) / sampleRateHz) * 1000;
            if (leftMs <= 0) return;
            await Promise.race([options.sleep(leftMs), change()]);
          }
        },
        heldMs: () => pausedMs + (paused ? clock() - pausedAtMs : 0),
        async write(given) {
          const own = key;
          const samples = resample(given);
          for (let at = 0; at < samples.length; at += limit(SLICE_MS)) {
            if (isStopped || isDisposed) return;
            writes += 1;
            pending.push({ key: own, samples: samples.slice(at, at + limit(SLICE_MS)) });
            void pump();
            while (samplesIn(pending) > limit(WAITING_MS) && !isStopped && !isDisposed && pending.some(isMine)) {
              await change();
            }
          }
        },
        async drain() {
          while (!isStopped && !isDisposed && (pending.some(isMine) || isPumping || controls > 0)) await change();
          if (isStopped || isDisposed || sent.length === 0) return;
          await player?.drain().catch(lose);
          void closeSoon();
          // A control or a new loudspeaker may have put something back meanwhile.
          if (pending.some(isMine)) {
            void pump();
            await this.drain();
          }
        },
        stop() {
          if (isStopped) return;
          isStopped = true;
          void exclusive(async () => {
            if (!pending.some(isMine) && !sent.some(isMine)) return;
            await takeBack();
            pending = pending.filter((piece) => !isMine(piece));
          });
          wake();
        },
      };
    },
    async sounding() {
      const left = await unheard();
      return left === 0 ? pending[0]?.key : keyBefore(left - 1);
    },
    async pause() {
      hold();
      await exclusive(async () => await player?.pause());
    },
    async resume() {
      await exclusive(async () => {
        if (paused) pausedMs += clock() - pausedAtMs;
        paused = false;
        trouble = undefined;
        await player?.resume();
      });
    },
    get paused() {
      return paused;
    },
    get trouble() {
      return trouble;
    },
    drop: (match, onDrop) =>
      exclusive(async () => {
        await takeBack();
        onDrop?.([...new Set(pending.map(({ key }) => key).filter(match))]);
        pending = pending.filter((piece) => !match(piece.key));
      }),
    again: () =>
      exclusive(async () => {
        await takeBack();
        const key = sent.at(-1)?.key;
        rewind(key);
        return key;
      }),
    insert: (pieces, rateHz) =>
      exclusive(async () => {
        await takeBack();
        const key = { sessionId: '', sentenceId: '' };
        const resample = createResampler(rateHz, sampleRateHz);
        pending = [...pieces.map((samples) => ({ key, samples: resample(samples) })), ...pending];
      }),
    sampleRateHz,
    setVolume: (next) =>
      exclusive(async () => {
        await takeBack();
        volume = next;
      }),
    get volume() {
      return volume;
    },
    get device() {
      return player?.name;
    },
    async dispose() {
      isDisposed = true;
      wake();
      await opening?.catch(() => {});
      await player?.dispose();
    },
  };
}
