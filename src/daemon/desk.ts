import type { Player } from '../spec/contracts.ts';
import { StreamTtsError } from '../spec/errors.ts';
import type { Desk, DeskWatch, Seat } from './loudspeaker.ts';
import { createResampler } from './resample.ts';
import { createTape, type Key } from './tape.ts';

export interface DeskOptions {
  /** Opens a player; only the one of that name, where one is given. */
  readonly open: (only?: string) => Promise<Player>;
  readonly sampleRateHz: number;
  readonly clock: () => number;
  readonly sleep: (durationMs: number) => Promise<unknown>;
  readonly volume: number;
  /** The loudspeaker failed; it stands still until `resume`. */
  readonly onTrouble: (message: string) => void;
  readonly watch?: DeskWatch;
}

const WAITING_MS = 100;
const SLICE_MS = 50;
const IDLE_MS = 3000;
/** A player that is gone cannot say what was heard: so much may not have been. */
const UNSURE_MS = 400;
/** A sound server that is started anew answers within so long. */
const RETURN_MS = 8000;
const AGAIN_MS = 200;

/**
 * Everything that is played goes over one tape. A control stops the player, lets it say how much of what was sent was
 * not heard, takes that back onto the tape, changes the tape, and goes on: so nothing is heard that was dropped, and
 * nothing is lost that was not.
 */
export function createDesk(options: DeskOptions): Desk {
  const { clock, sampleRateHz, watch } = options;
  const tape = createTape();
  let player: Player | undefined;
  let opening: Promise<Player> | undefined;
  let name: string | undefined;
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
  /** Since when the loudspeaker has been gone by itself. */
  let lostAtMs: number | undefined;
  let wakers: Array<() => void> = [];

  const wake = () => {
    const woken = wakers;
    wakers = [];
    for (const waker of woken) waker();
  };
  const change = () => new Promise<void>((resolve) => wakers.push(resolve));
  const unheard = async () => (player === undefined ? 0 : await player.unheard());
  const samplesOf = (durationMs: number) => (sampleRateHz * durationMs) / 1000;
  const takeBack = async () => {
    const count = player === undefined ? 0 : await player.clear();
    tape.takeBack(count);
    watch?.takenBack(count);
  };

  async function pump(): Promise<void> {
    if (isPumping) return;
    isPumping = true;
    try {
      while (!paused && controls === 0 && !isDisposed && tape.first !== undefined) {
        try {
          const to = await opened();
          // Opening takes a while, in which a control may have come.
          const piece = paused || controls > 0 ? undefined : tape.next();
          if (piece === undefined) continue;
          wake();
          const samples = volume === 1 ? piece.samples : piece.samples.map((sample) => sample * volume);
          watch?.sent(piece, samples);
          await to.write(samples);
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
    // What was played to one sound system does not go on through another one unasked.
    opening ??= options.open(lostAtMs === undefined ? undefined : name).then((opened) => {
      lostAtMs = undefined;
      player = opened;
      name = opened.name;
      return opened;
    });
    return opening;
  }

  /**
   * The loudspeaker is gone. A sound server that was started anew is waited for, and the sentence that was heard is said
   * again, once; a device that is gone, or a server that does not come back, is for the person to decide.
   */
  async function lose(error: unknown): Promise<void> {
    const lost = player;
    player = undefined;
    opening = undefined;
    const key = tape.sentBefore(samplesOf(UNSURE_MS));
    // What is tried again without one has lost nothing more.
    if (lost !== undefined) watch?.takenBack(tape.backTo(key));
    await lost?.dispose().catch(() => {});
    const isGone = error instanceof StreamTtsError && error.code === 'device-gone';
    if (!isGone && key !== reopened && lost !== undefined) {
      reopened = key;
      lostAtMs = clock();
      return;
    }
    if (!isGone && lost === undefined && lostAtMs !== undefined && clock() - lostAtMs < RETURN_MS) {
      await options.sleep(AGAIN_MS);
      return;
    }
    reopened = undefined;
    lostAtMs = undefined;
    const reason = error instanceof Error ? error.message : String(error);
    trouble = reason;
    hold();
    options.onTrouble(`${reason} Speech stands still; stream-tts resume goes on.`);
  }

  /** An open stream keeps a device awake, and holds on to the one that was the default when it began. */
  async function closeSoon(): Promise<void> {
    const before = writes;
    await options.sleep(IDLE_MS);
    if (before !== writes || tape.first !== undefined || paused || controls > 0) return;
    const idle = player;
    player = undefined;
    opening = undefined;
    await idle?.dispose();
  }

  function hold(): void {
    if (!paused) pausedAtMs = clock();
    paused = true;
    watch?.held(true);
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

  async function drop(match: (key: Key) => boolean, onDrop?: (keys: readonly Key[]) => void): Promise<void> {
    // What others say is not touched for the sake of one who is not heard.
    if (tape.waits(match) || tape.sentLately(await unheard(), match)) await takeBack();
    const dropped = tape.drop(match);
    onDrop?.(dropped);
  }

  function seat(sessionId: string, rateHz: number): Seat {
    const resample = createResampler(rateHz, sampleRateHz);
    let key: Key = { sessionId, sentenceId: '' };
    /** Samples of the sentence so far. */
    let written = 0;
    let isStopped = false;
    const isMine = (one: Key) => one.sessionId === sessionId;
    const isOver = () => isStopped || isDisposed;
    const own: Seat = {
      get name() {
        return name ?? 'loudspeaker';
      },
      realTime: true,
      begin(sentenceId) {
        key = { sessionId, sentenceId };
        written = 0;
      },
      heldMs: () => pausedMs + (paused ? clock() - pausedAtMs : 0),
      async write(given, says = []) {
        const to = key;
        const samples = resample(given);
        const start = written;
        written += samples.length;
        for (const { at, text } of says) watch?.says(to, start + Math.round((at * sampleRateHz) / rateHz), text);
        for (let at = 0; at < samples.length; at += samplesOf(SLICE_MS)) {
          if (isOver()) return;
          writes += 1;
          tape.add({ key: to, samples: samples.slice(at, at + samplesOf(SLICE_MS)), at: start + at });
          void pump();
          while (!isOver() && tape.waitingSamples > samplesOf(WAITING_MS) && tape.waits(isMine)) await change();
        }
      },
      async heard(sentenceId) {
        const isIt = (one: Key) => isMine(one) && one.sentenceId === sentenceId;
        while (!isOver()) {
          if (tape.waits(isIt) || paused || controls > 0) await change();
          else {
            const leftMs = (((await unheard()) - tape.sentAfter(isIt)) / sampleRateHz) * 1000;
            if (leftMs <= 0) return;
            await Promise.race([options.sleep(leftMs), change()]);
          }
        }
      },
      async drain() {
        for (;;) {
          while (!isOver() && (tape.waits(isMine) || isPumping || controls > 0)) await change();
          if (isOver() || player === undefined) return;
          await player.drain().catch(lose);
          void closeSoon();
          // A control or a new loudspeaker may have put something back meanwhile.
          if (!tape.waits(isMine)) return;
          void pump();
        }
      },
      stop() {
        if (isStopped) return;
        isStopped = true;
        wake();
        void exclusive(() => drop(isMine));
      },
    };
    return own;
  }

  return {
    seat,
    async ready() {
      await opened().catch((error: unknown) => {
        opening = undefined;
        throw error;
      });
      if (tape.first === undefined) void closeSoon();
    },
    unheard,
    async sounding() {
      const left = await unheard();
      return left === 0 ? tape.first : tape.sentBefore(left - 1);
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
        watch?.held(false);
      });
    },
    get paused() {
      return paused;
    },
    get trouble() {
      return trouble;
    },
    drop: (match, onDrop) => exclusive(() => drop(match, onDrop)),
    again: () =>
      exclusive(async () => {
        await takeBack();
        return tape.again();
      }),
    insert: (pieces, rateHz) =>
      exclusive(async () => {
        await takeBack();
        const key = { sessionId: '', sentenceId: '' };
        const resample = createResampler(rateHz, sampleRateHz);
        tape.insert(pieces.map((samples) => ({ key, samples: resample(samples), at: 0 })));
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
      return name;
    },
    async dispose() {
      isDisposed = true;
      wake();
      await opening?.catch(() => {});
      await player?.dispose();
    },
  };
}
