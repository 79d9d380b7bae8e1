import { SAMPLE_RATE_HZ } from './sound.ts';
import { FRAME_SAMPLES } from './utterance.ts';

export const FRAME_MS = (FRAME_SAMPLES / SAMPLE_RATE_HZ) * 1000;

/** What the context of a window costs, in frames of it: eight at the first rate, two at the second. */
const CONTEXT = 5;
/** Smaller windows would be mostly context. */
const SMALLEST = 12;
/** Larger ones would save little more, and an abort cannot stop what is being computed. */
const LARGEST = 64;
/** A window is at least so many times the one before. */
const GROWTH = 1.5;
/** A window is to be ready when so much of what is heard meanwhile is over. */
const SHARE = 0.7;

export type Windows = ReturnType<typeof createWindows>;

/** Chooses how many frames are made at a time: few where sound is needed at once, more the more is still to be heard. */
export function createWindows() {
  /** Work for a frame, its context included; what was measured corrects the first guess. */
  let frameWorkMs = 6;

  return {
    /** `bufferedMs`: sound made and not heard; `left`: frames still to be made; `before`: those of the window before, 0 at first. */
    next(left: number, bufferedMs: number, before = 0): number {
      const affordable = Math.floor((SHARE * bufferedMs) / frameWorkMs) - CONTEXT;
      // On a machine that cannot keep up small windows would only make it slower: whoever plays it waits at the start.
      const least = Math.max(SMALLEST, Math.floor(GROWTH * before));
      const frames = Math.min(LARGEST, Math.max(least, affordable));
      // A rest that is not worth a window of its own goes with this one.
      return left - frames < SMALLEST ? left : frames;
    },
    /** A window of so many frames took so long. */
    learn(frames: number, workMs: number): void {
      const measured = workMs / (frames + CONTEXT);
      // Slowness is believed at once, quickness little by little: a stumble costs more than a small window.
      frameWorkMs = measured > frameWorkMs ? measured : 0.7 * frameWorkMs + 0.3 * measured;
    },
    /** Work for a millisecond of sound in windows of so many frames. */
    pace(frames: number): number {
      return (frameWorkMs * (1 + CONTEXT / frames)) / FRAME_MS;
    },
  };
}
