import type { Player } from '../spec/contracts.ts';
import type { Desk, DeskWatch } from './loudspeaker.ts';
import { createOutput } from './output.ts';
import { createResampler } from './resample.ts';
import { type Around, createSeat } from './seat.ts';
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

const IDLE_MS = 3000;

/**
 * Everything that is played goes over one tape. A control stops the player, lets it say how much of what was sent was
 * not heard, takes that back onto the tape, changes the tape, and goes on: so nothing is heard that was dropped, and
 * nothing is lost that was not.
 */
export function createDesk(options: DeskOptions): Desk {
  const { open, clock, sleep, sampleRateHz, watch } = options;
  const tape = createTape();
  const output = createOutput({ open, tape, sampleRateHz, clock, sleep, watch });
  const { unheard, takeBack } = output;
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
  let wakers: Array<() => void> = [];

  const wake = () => {
    const woken = wakers;
    wakers = [];
    for (const waker of woken) waker();
  };
  const change = () => new Promise<void>((resolve) => wakers.push(resolve));

  async function pump(): Promise<void> {
    if (isPumping) return;
    isPumping = true;
    try {
      while (!paused && controls === 0 && !isDisposed && tape.first !== undefined) {
        try {
          const to = await output.opened();
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

  async function lose(error: unknown): Promise<void> {
    const reason = await output.lose(error);
    if (reason === undefined) return;
    trouble = reason;
    hold();
    options.onTrouble(`${reason} Speech stands still; stream-tts resume goes on.`);
  }

  /** An open stream keeps a device awake, and holds on to the one that was the default when it began. */
  async function closeSoon(): Promise<void> {
    const before = writes;
    await sleep(IDLE_MS);
    if (before !== writes || tape.first !== undefined || paused || controls > 0) return;
    await output.close();
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

  const around: Around = {
    ...{ tape, sampleRateHz, watch, sleep, change, wake, unheard },
    get name() {
      return output.name;
    },
    get isDisposed() {
      return isDisposed;
    },
    get isHeld() {
      return paused || controls > 0;
    },
    get isBusy() {
      return isPumping || controls > 0;
    },
    heldMs: () => pausedMs + (paused ? clock() - pausedAtMs : 0),
    add(key, samples, at) {
      writes += 1;
      tape.add({ key, samples, at });
      void pump();
    },
    play: () => void pump(),
    async drain() {
      const { player } = output;
      if (player === undefined) return false;
      await player.drain().catch(lose);
      void closeSoon();
      return true;
    },
    drop: (match) => exclusive(() => drop(match)),
  };

  return {
    seat: (sessionId, rateHz) => createSeat(around, sessionId, rateHz),
    async ready() {
      await output.ready();
      if (tape.first === undefined) void closeSoon();
    },
    unheard,
    async sounding() {
      const left = await unheard();
      return left === 0 ? tape.first : tape.sentBefore(left - 1);
    },
    async pause() {
      hold();
      await exclusive(async () => await output.player?.pause());
    },
    async resume() {
      await exclusive(async () => {
        if (paused) pausedMs += clock() - pausedAtMs;
        paused = false;
        trouble = undefined;
        await output.player?.resume();
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
      return output.name;
    },
    async dispose() {
      isDisposed = true;
      wake();
      await output.dispose();
    },
  };
}
