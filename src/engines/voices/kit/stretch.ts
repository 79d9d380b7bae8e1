/** Lengths in milliseconds that suit speech: a window holds two periods of a low voice. */
const WINDOW_MS = 30;
const SEARCH_MS = 10;

/**
 * The same sound `speed` times as fast, its pitch kept: windows are laid over each other where they fit best (WSOLA:
 * Verhelst and Roelands, 1993). For engines that know no speed, or not this one.
 */
export function stretch(samples: Float32Array, speed: number, sampleRateHz: number): Float32Array {
  const window = 2 * Math.round((WINDOW_MS / 2000) * sampleRateHz);
  if (Math.abs(speed - 1) < 0.01 || samples.length < 2 * window) return samples;
  const hop = window / 2;
  const search = Math.round((SEARCH_MS / 1000) * sampleRateHz);
  const out = new Float32Array(Math.ceil(samples.length / speed) + window);
  out.set(samples.subarray(0, hop));
  let at = 0;
  let written = 0;
  while (written + window <= out.length) {
    for (let i = 0; i < window; i += 1) {
      const rising = written === 0 && i < hop ? 0 : 0.5 - 0.5 * Math.cos((Math.PI * (i + 0.5)) / hop);
      out[written + i] = (out[written + i] ?? 0) + (samples[at + i] ?? 0) * rising;
    }
    written += hop;
    const wanted = Math.round(written * speed);
    if (wanted + window > samples.length) break;
    at = bestFit(samples, at + hop, wanted, search, hop);
  }
  return out.slice(0, Math.min(written + hop, Math.round(samples.length / speed)));
}

/** Near `wanted`, the place whose beginning is most like what would have come next. */
function bestFit(samples: Float32Array, next: number, wanted: number, search: number, length: number): number {
  let best = wanted;
  let most = Number.NEGATIVE_INFINITY;
  for (let place = Math.max(0, wanted - search); place <= wanted + search; place += 2) {
    let likeness = 0;
    let energy = 1e-9;
    for (let i = 0; i < length; i += 4) {
      const sample = samples[place + i] ?? 0;
      likeness += sample * (samples[next + i] ?? 0);
      energy += sample * sample;
    }
    likeness /= Math.sqrt(energy);
    if (likeness > most) [best, most] = [place, likeness];
  }
  return best;
}
