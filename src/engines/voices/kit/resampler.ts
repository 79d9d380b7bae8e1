/** Zero crossings of the filter at each side: enough for speech, and 2 ms of delay at most. */
const WIDTH = 16;

/** Brings sound to another rate while it comes; `end` gives the rest. A windowed sinc, low-passed at the lower rate. */
export interface Resampler {
  push(samples: Float32Array): Float32Array;
  end(): Float32Array;
}

export function createResampler(fromHz: number, toHz: number): Resampler {
  if (fromHz === toHz) return { push: (samples) => samples, end: () => new Float32Array(0) };
  const cutoff = Math.min(1, toHz / fromHz);
  const reach = Math.ceil(WIDTH / cutoff);
  /** The samples that may still be needed; the first is number `start` of the whole. */
  let held: Float32Array = new Float32Array(reach);
  let start = -reach;
  let given = 0;
  let taken = 0;

  function give(known: number, most = Number.POSITIVE_INFINITY): Float32Array {
    const out: number[] = [];
    for (; given < most; given += 1) {
      const place = (given * fromHz) / toHz;
      if (place + reach >= known) break;
      out.push(at(place));
    }
    const keepFrom = Math.max(start, Math.floor((given * fromHz) / toHz) - reach);
    held = held.slice(keepFrom - start);
    start = keepFrom;
    return Float32Array.from(out);
  }

  function at(place: number): number {
    const first = Math.ceil(place - reach);
    let sum = 0;
    for (let i = Math.max(first, start); i <= place + reach; i += 1) {
      const x = i - place;
      sum += (held[i - start] ?? 0) * cutoff * sinc(cutoff * x) * (0.5 + 0.5 * Math.cos((Math.PI * x) / reach));
    }
    return sum;
  }

  return {
    push(samples) {
      const joined = new Float32Array(held.length + samples.length);
      joined.set(held);
      joined.set(samples, held.length);
      held = joined;
      taken += samples.length;
      return give(taken);
    },
    end: () => give(Number.POSITIVE_INFINITY, Math.floor((taken * toHz) / fromHz)),
  };
}

function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
}
