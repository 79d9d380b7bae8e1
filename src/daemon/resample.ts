/** Brings sound from one rate to another, piece by piece, by straight lines between samples; the same rate is left alone. */
export function createResampler(fromHz: number, toHz: number): (samples: Float32Array) => Float32Array {
  if (fromHz === toHz) return (samples) => samples;
  const step = fromHz / toHz;
  /** The last sample of the piece before, and where between it and the next the output goes on. */
  let before = 0;
  let at = 1;
  return (samples) => {
    const made: number[] = [];
    // Sample 0 is the one before this piece.
    for (; at < samples.length; at += step) {
      const low = Math.floor(at);
      const one = low === 0 ? before : (samples[low - 1] ?? 0);
      made.push(one + ((samples[low] ?? 0) - one) * (at - low));
    }
    before = samples.at(-1) ?? before;
    at -= samples.length;
    return Float32Array.from(made);
  };
}
