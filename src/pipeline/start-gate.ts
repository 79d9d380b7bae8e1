import type { Pcm } from '../spec/parts.ts';

/**
 * Decides when a sentence may begin to sound: as early as its end is likely to be made in time, so that it does not
 * run dry in the middle. What the voice still has to make arrives at `pace` milliseconds of work for each
 * millisecond of sound.
 */
export function createStartGate() {
  /** Before anything was measured: a voice just fast enough, so the first piece waits for little. */
  let pace = 0.8;

  return {
    /** Reports that `soundMs` of sound took `workMs` to make. */
    learn(workMs: number, soundMs: number): void {
      if (soundMs <= 0) return;
      const measured = workMs / soundMs;
      // Slowness is believed at once, quickness little by little: a stumble costs more than a late start.
      pace = measured > pace ? measured : 0.7 * pace + 0.3 * measured;
    },
    /** How long to wait before beginning with `readyMs` of sound, `idleMs` after the last piece came; 0 is now. */
    waitMs(readyMs: number, remaining: Pcm['remaining'], idleMs: number): number {
      if (remaining === undefined || remaining.totalMs <= 0) return 0;
      // The next piece must be there before what is ready runs out, and the last one before all before it has.
      const rate = remaining.pace ?? pace;
      const next = rate * remaining.nextMs;
      const last = rate * remaining.totalMs - (remaining.totalMs - remaining.nextMs);
      return Math.max(0, SAFETY * Math.max(next, last) - readyMs - idleMs);
    },
    get pace() {
      return pace;
    },
  };
}

const SAFETY = 1.15;

export type StartGate = ReturnType<typeof createStartGate>;
