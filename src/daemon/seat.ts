import type { DeskWatch, Seat } from './loudspeaker.ts';
import { createResampler } from './resample.ts';
import type { Key, Tape } from './tape.ts';

/** What a seat sees of the desk that it is at. */
export interface Around {
  readonly tape: Tape;
  readonly sampleRateHz: number;
  readonly watch: DeskWatch | undefined;
  readonly sleep: (durationMs: number) => Promise<unknown>;
  readonly name: string | undefined;
  /** Nothing is played any more. */
  readonly isDisposed: boolean;
  /** Nothing sounds: it is paused, or a control is at work. */
  readonly isHeld: boolean;
  /** What is on the tape is being moved. */
  readonly isBusy: boolean;
  /** Milliseconds for which it was paused. */
  heldMs(): number;
  /** Resolves when any of these may have changed. */
  change(): Promise<void>;
  wake(): void;
  /** Puts sound on the tape, and plays it. */
  add(key: Key, samples: Float32Array, at: number): void;
  play(): void;
  unheard(): Promise<number>;
  /** Resolves when what was sent has been heard; false where nothing is open to hear it by. */
  drain(): Promise<boolean>;
  drop(match: (key: Key) => boolean): Promise<void>;
}

const WAITING_MS = 100;
const SLICE_MS = 50;

/** A session's place at the desk: its sound, at the desk's rate, goes onto the tape in slices. */
export function createSeat(around: Around, sessionId: string, rateHz: number): Seat {
  const { tape, sampleRateHz } = around;
  const resample = createResampler(rateHz, sampleRateHz);
  const samplesOf = (durationMs: number) => (sampleRateHz * durationMs) / 1000;
  let key: Key = { sessionId, sentenceId: '' };
  /** Samples of the sentence so far. */
  let written = 0;
  let isStopped = false;
  const isMine = (one: Key) => one.sessionId === sessionId;
  const isOver = () => isStopped || around.isDisposed;

  return {
    get name() {
      return around.name ?? 'loudspeaker';
    },
    realTime: true,
    begin(sentenceId) {
      key = { sessionId, sentenceId };
      written = 0;
    },
    heldMs: () => around.heldMs(),
    async write(given, says = []) {
      const to = key;
      const samples = resample(given);
      const start = written;
      written += samples.length;
      for (const { at, text } of says) around.watch?.says(to, start + Math.round((at * sampleRateHz) / rateHz), text);
      for (let at = 0; at < samples.length; at += samplesOf(SLICE_MS)) {
        if (isOver()) return;
        around.add(to, samples.slice(at, at + samplesOf(SLICE_MS)), start + at);
        while (!isOver() && tape.waitingSamples > samplesOf(WAITING_MS) && tape.waits(isMine)) await around.change();
      }
    },
    async heard(sentenceId) {
      const isIt = (one: Key) => isMine(one) && one.sentenceId === sentenceId;
      while (!isOver()) {
        if (tape.waits(isIt) || around.isHeld) await around.change();
        else {
          const leftMs = (((await around.unheard()) - tape.sentAfter(isIt)) / sampleRateHz) * 1000;
          if (leftMs <= 0) return;
          await Promise.race([around.sleep(leftMs), around.change()]);
        }
      }
    },
    async drain() {
      for (;;) {
        while (!isOver() && (tape.waits(isMine) || around.isBusy)) await around.change();
        if (isOver() || !(await around.drain())) return;
        // A control or a new loudspeaker may have put something back meanwhile.
        if (!tape.waits(isMine)) return;
        around.play();
      }
    },
    stop() {
      if (isStopped) return;
      isStopped = true;
      around.wake();
      void around.drop(isMine);
    },
  };
}
