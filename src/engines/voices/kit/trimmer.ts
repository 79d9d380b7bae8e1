/** Quieter than this (of full scale) is silence. */
const SILENCE = 0.003;
/** Left before the first and after the last sound, so that no consonant is cut into. */
const KEPT_MS = 10;
const FADE_MS = 5;
/** From here on loud samples are bent instead of cut off. */
const KNEE = 0.8;

/** Sound of one clause, cleaned while it comes. */
export interface Trimmer {
  /** What may be heard of it so far; a silence is held back until it is known that sound follows. */
  push(samples: Float32Array): Float32Array;
  /** The rest, faded out. */
  end(): Float32Array;
  /** Samples of silence that were left out before the first sound. */
  readonly skipped: number;
}

/** Takes the silence from both ends of a sound, fades it in and out against clicks, and brings it to `gain`. */
export function createTrimmer(sampleRateHz: number, gain: number): Trimmer {
  const kept = Math.round((KEPT_MS / 1000) * sampleRateHz);
  const fade = Math.round((FADE_MS / 1000) * sampleRateHz);
  /** Not given out yet: silence, and always the last samples, which may have to fade. */
  let held: Float32Array = new Float32Array(0);
  let given = 0;
  let skipped = 0;

  function drop(count: number): void {
    held = held.slice(count);
    skipped += count;
  }

  function give(count: number): Float32Array {
    const piece = held.slice(0, count);
    held = held.slice(count);
    for (let i = 0; i < piece.length; i++) {
      piece[i] = limit((piece[i] ?? 0) * gain) * Math.min(1, (given + i + 0.5) / fade);
    }
    given += piece.length;
    return piece;
  }

  return {
    get skipped() {
      return skipped;
    },
    push(samples) {
      held = concat(held, samples);
      const last = held.findLastIndex(loud);
      if (last === -1) {
        if (given === 0) drop(Math.max(0, held.length - kept));
        return new Float32Array(0);
      }
      if (given === 0) drop(Math.max(0, held.findIndex(loud) - kept));
      return give(Math.max(0, held.findLastIndex(loud) + 1 - fade));
    },
    end() {
      const last = held.findLastIndex(loud);
      if (last === -1 && given === 0) return new Float32Array(0);
      const rest = give(Math.min(held.length, last + 1 + kept));
      for (let i = 1; i <= Math.min(fade, rest.length); i++)
        rest[rest.length - i] = (rest.at(-i) ?? 0) * ((i - 0.5) / fade);
      return rest;
    },
  };
}

export function concat(a: Float32Array, b: Float32Array): Float32Array {
  const joined = new Float32Array(a.length + b.length);
  joined.set(a);
  joined.set(b, a.length);
  return joined;
}

function loud(sample: number): boolean {
  return Math.abs(sample) >= SILENCE;
}

/** Linear up to the knee, then ever flatter towards 1. */
function limit(sample: number): number {
  const size = Math.abs(sample);
  if (size <= KNEE) return sample;
  return Math.sign(sample) * (KNEE + (1 - KNEE) * Math.tanh((size - KNEE) / (1 - KNEE)));
}
