/** Stretches of sound, joined over silences shorter than the pause between sentences. */
export function soundStretches(samples: Float32Array, rateHz: number): Array<{ startMs: number; endMs: number }> {
  const window = Math.round(rateHz / 100);
  const stretches: Array<{ startMs: number; endMs: number }> = [];
  for (let at = 0; at + window <= samples.length; at += window) {
    const loud = samples.subarray(at, at + window).some((sample) => Math.abs(sample) > 0.01);
    if (!loud) continue;
    const [startMs, endMs] = [(at / rateHz) * 1000, ((at + window) / rateHz) * 1000];
    const last = stretches.at(-1);
    if (last !== undefined && startMs - last.endMs < 400) last.endMs = endMs;
    else stretches.push({ startMs, endMs });
  }
  return stretches;
}
