/** Kokoro's sound: mono, 24,000 samples a second. */
export const SAMPLE_RATE_HZ = 24_000;

/** Samples of `durationMs`. */
export function samplesOf(durationMs: number): number {
  return Math.round((durationMs / 1000) * SAMPLE_RATE_HZ);
}
