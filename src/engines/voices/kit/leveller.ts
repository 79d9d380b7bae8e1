import { loudnessLufs } from '../../../kit/loudness.ts';

/** Where the gain of a voice is kept between runs. */
export interface GainMemory {
  get(voice: string): number | undefined;
  put(voice: string, gain: number): void;
}

/** Brings a voice whose loudness nobody has measured to that of the others, once enough of it was heard. */
export interface Leveller {
  gain(): number;
  /** Sound as the engine gave it. */
  hear(samples: Float32Array, sampleRateHz: number): void;
}

export const TARGET_LUFS = -20;
/** So much sound is enough to know a voice by. */
const ENOUGH_S = 15;
const MOST_GAIN = 8;

export function createLeveller(voice: string, memory: GainMemory): Leveller {
  let gain = memory.get(voice);
  let settled = gain !== undefined;
  const heard: Float32Array[] = [];
  return {
    gain: () => gain ?? 1,
    hear(samples, sampleRateHz) {
      if (settled) return;
      heard.push(samples);
      const lufs = loudnessLufs(heard, sampleRateHz);
      if (!Number.isFinite(lufs)) return;
      gain = Math.min(MOST_GAIN, 10 ** ((TARGET_LUFS - lufs) / 20));
      if (heard.reduce((sum, { length }) => sum + length, 0) < ENOUGH_S * sampleRateHz) return;
      settled = true;
      heard.length = 0;
      memory.put(voice, gain);
    },
  };
}
