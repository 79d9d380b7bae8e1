/** Kokoro's sound: mono, 24,000 samples a second. */
export const SAMPLE_RATE_HZ = 24_000;

/** Quieter than this (of full scale) is silence: the model's own is below 0.001, its softest consonants above 0.003. */
const SILENCE = 0.003;
/** Left before the first and after the last sound, so that no consonant is cut into. */
const KEPT_MS = 10;
const FADE_MS = 5;
/** From here on loud samples are bent instead of cut off. */
const KNEE = 0.8;

/** Samples of `durationMs`. */
export function samplesOf(durationMs: number): number {
  return Math.round((durationMs / 1000) * SAMPLE_RATE_HZ);
}

/** Without the silence at either end; empty when there is nothing else. A view, not a copy. */
export function trimSilence(samples: Float32Array): Float32Array {
  let first = 0;
  let last = samples.length - 1;
  while (first <= last && Math.abs(samples[first] ?? 0) < SILENCE) first++;
  while (last >= first && Math.abs(samples[last] ?? 0) < SILENCE) last--;
  if (first > last) return samples.subarray(0, 0);
  const kept = samplesOf(KEPT_MS);
  return samples.subarray(Math.max(0, first - kept), Math.min(samples.length, last + 1 + kept));
}

/**
 * A new array: the sound at `gain`, faded in and out against clicks, never beyond full scale, followed by `pauseMs`
 * of silence.
 */
export function shape(sound: Float32Array, gain: number, pauseMs: number): Float32Array {
  const shaped = new Float32Array(sound.length + samplesOf(pauseMs));
  const fade = Math.min(samplesOf(FADE_MS), sound.length / 2);
  for (let i = 0; i < sound.length; i++) {
    const edge = Math.min(1, (i + 0.5) / fade, (sound.length - i - 0.5) / fade);
    shaped[i] = limit((sound[i] ?? 0) * gain) * edge;
  }
  return shaped;
}

/** Linear up to the knee, then ever flatter towards 1. */
function limit(sample: number): number {
  const size = Math.abs(sample);
  if (size <= KNEE) return sample;
  return Math.sign(sample) * (KNEE + (1 - KNEE) * Math.tanh((size - KNEE) / (1 - KNEE)));
}
