import type { Pcm } from '../spec/parts.ts';

/**
 * Decides when a sentence may begin to sound: as early as its end is likely to be made in time, so that it does not
 * run dry in the middle. What the voice still has to make arrives at `pace` milliseconds of work for each
 * millisecond of sound. While other programs want the cores (`crowded`) that may change at any time, so that it is doubted as
 * after many stumbles.
 */
export function createStartGate(crowded: () => boolean = () => false) {
  /** Before anything was measured: a voice just fast enough, so the first piece waits for little. */
  let pace = 0.8;
  /** How many times slower than expected the rest of a sentence may be made. */
  let doubt = 1;

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
      const rate = (crowded() ? MOST_DOUBT : doubt) * (remaining.pace ?? pace);
      const next = rate * remaining.nextMs;
      const last = rate * remaining.totalMs - (remaining.totalMs - remaining.nextMs);
      return Math.max(0, SAFETY * Math.max(next, last) - readyMs - idleMs);
    },
    /** Reports that a sentence ran dry in its middle: the next ones begin with more in hand. */
    stumbled(): void {
      doubt = Math.min(MOST_DOUBT, GROWTH * doubt);
    },
    /** Reports that a sentence was heard without a gap: little by little later ones begin as early as before. */
    ranThrough(): void {
      doubt = Math.max(1, SHRINKAGE * doubt);
    },
    get pace() {
      return pace;
    },
  };
}

const SAFETY = 1.15;
/** A machine that stumbles once is busy, and most likely still is for the next sentences. */
const GROWTH = 1.5;
const SHRINKAGE = 0.95;
const MOST_DOUBT = 4;

export type StartGate = ReturnType<typeof createStartGate>;
