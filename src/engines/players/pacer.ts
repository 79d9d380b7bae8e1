import { setTimeout as delay } from 'node:timers/promises';

/** Time as the players see it; tests hand in their own. */
export interface Time {
  /** Milliseconds on a clock that never goes back. */
  readonly clock: () => number;
  readonly sleep: (durationMs: number) => Promise<unknown>;
}

export const REAL_TIME: Time = {
  clock: () => performance.now(),
  sleep: (durationMs) => delay(durationMs),
};

/** Computes, without asking any sound system, what of the written sound has been heard. */
export interface Pacer {
  /** Sound was written: it follows what is still unheard, or begins now. */
  wrote(samples: number): void;
  /** Milliseconds of sound that were written and not yet heard. */
  unheardMs(): number;
  /** Resolves when at most `leadMs` of sound is unheard, or after `stop`. */
  until(leadMs: number): Promise<void>;
  /** The sound stands still until `resume`. */
  pause(): void;
  resume(): void;
  /** Forgets what is unheard: the sound begins anew with the next write. */
  reset(): void;
  /** Wakes whoever waits, for good. */
  stop(): void;
}

/** So that no timer outlives `stop` for long. */
const LONGEST_SLEEP_MS = 100;

export function createPacer(sampleRateHz: number, time: Time = REAL_TIME): Pacer {
  let endsAtMs = 0;
  let stopped = false;
  let pausedAtMs: number | undefined;
  const waiting = new Set<() => void>();

  const nowMs = () => pausedAtMs ?? time.clock();
  const unheardMs = () => (stopped ? 0 : Math.max(0, endsAtMs - nowMs()));

  function wait(durationMs: number): Promise<void> {
    return new Promise((resolve, reject) => {
      waiting.add(resolve);
      time.sleep(durationMs).then(() => {
        waiting.delete(resolve);
        resolve();
      }, reject);
    });
  }

  return {
    wrote(samples) {
      endsAtMs = Math.max(endsAtMs, nowMs()) + (samples / sampleRateHz) * 1000;
    },
    unheardMs,
    async until(leadMs) {
      for (let missingMs = unheardMs() - leadMs; missingMs > 0; missingMs = unheardMs() - leadMs) {
        await wait(Math.min(LONGEST_SLEEP_MS, Math.max(1, missingMs)));
      }
    },
    pause() {
      pausedAtMs ??= time.clock();
    },
    resume() {
      if (pausedAtMs !== undefined) endsAtMs += time.clock() - pausedAtMs;
      pausedAtMs = undefined;
    },
    reset() {
      endsAtMs = 0;
      for (const wake of waiting) wake();
      waiting.clear();
    },
    stop() {
      stopped = true;
      for (const wake of waiting) wake();
      waiting.clear();
    },
  };
}
