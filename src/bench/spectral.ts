/** Window and step of the spectra, in samples. */
const WINDOW = 1024;
const STEP = 256;
/** Added to a magnitude before its logarithm: what is quieter than this is silence. */
const FLOOR = 1e-3;

/**
 * Log-spectral distance of two sounds that begin together: the root mean square difference of their log magnitudes in
 * a window, averaged over the windows. 0 is the same sound; two recordings of a sentence are about 1 apart.
 */
export function spectralDistance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  let windows = 0;
  for (let at = 0; at + WINDOW <= Math.min(a.length, b.length); at += STEP) {
    const one = logMagnitudes(a.subarray(at, at + WINDOW));
    const other = logMagnitudes(b.subarray(at, at + WINDOW));
    sum += Math.sqrt(one.reduce((total, value, i) => total + (value - (other[i] ?? 0)) ** 2, 0) / one.length);
    windows += 1;
  }
  return windows === 0 ? 0 : sum / windows;
}

/** The same where one may begin up to `most` samples before the other: at the shift at which they are most alike. */
export function shiftedDistance(a: Float32Array, b: Float32Array, most: number): number {
  let best = { likeness: Number.NEGATIVE_INFINITY, shift: 0 };
  for (let shift = -most; shift <= most; shift++) {
    let likeness = 0;
    for (let i = Math.max(0, shift); i < Math.min(a.length, b.length + shift); i += 7) {
      likeness += (a[i] ?? 0) * (b[i - shift] ?? 0);
    }
    if (likeness > best.likeness) best = { likeness, shift };
  }
  const { shift } = best;
  return spectralDistance(a.subarray(Math.max(0, shift)), b.subarray(Math.max(0, -shift)));
}

function logMagnitudes(samples: Float32Array): Float64Array {
  const re = Float64Array.from(samples, (x, i) => x * (0.5 - 0.5 * Math.cos((2 * Math.PI * i) / (WINDOW - 1))));
  const im = new Float64Array(WINDOW);
  transform(re, im);
  return Float64Array.from({ length: WINDOW / 2 + 1 }, (_, i) => Math.log(Math.hypot(re[i] ?? 0, im[i] ?? 0) + FLOOR));
}

/** Fast Fourier transform in place; the length is a power of two. */
function transform(re: Float64Array, im: Float64Array): void {
  const size = re.length;
  for (let i = 1, j = 0; i < size; i++) {
    let bit = size >> 1;
    for (; j & bit; bit >>= 1) j ^= bit;
    j ^= bit;
    if (i < j) {
      [re[i], re[j]] = [re[j] ?? 0, re[i] ?? 0];
      [im[i], im[j]] = [im[j] ?? 0, im[i] ?? 0];
    }
  }
  for (let length = 2; length <= size; length <<= 1) {
    const half = length / 2;
    for (let k = 0; k < half; k++) {
      const cos = Math.cos((-2 * Math.PI * k) / length);
      const sin = Math.sin((-2 * Math.PI * k) / length);
      for (let i = k; i < size; i += length) {
        const [oddRe, oddIm] = [re[i + half] ?? 0, im[i + half] ?? 0];
        const [turnedRe, turnedIm] = [oddRe * cos - oddIm * sin, oddRe * sin + oddIm * cos];
        const [evenRe, evenIm] = [re[i] ?? 0, im[i] ?? 0];
        re[i] = evenRe + turnedRe;
        im[i] = evenIm + turnedIm;
        re[i + half] = evenRe - turnedRe;
        im[i + half] = evenIm - turnedIm;
      }
    }
  }
}
