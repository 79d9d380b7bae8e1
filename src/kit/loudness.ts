/**
 * Integrated loudness of mono sound in LUFS by ITU-R BS.1770-4, as EBU R128 takes it: K-weighting, blocks of 400 ms every
 * 100 ms, an absolute gate at -70 LUFS and a relative one 10 LU below. Minus infinity when nothing passes the gates.
 */
export function loudnessLufs(pieces: readonly Float32Array[], sampleRateHz: number): number {
  const energies: number[] = [];
  for (const samples of pieces) energies.push(...blockEnergies(weighted(samples, sampleRateHz), sampleRateHz));
  const audible = energies.filter((energy) => lufs(energy) > -70);
  if (audible.length === 0) return Number.NEGATIVE_INFINITY;
  const gate = lufs(mean(audible)) - 10;
  return lufs(mean(audible.filter((energy) => lufs(energy) > gate)));
}

function blockEnergies(samples: Float32Array, sampleRateHz: number): number[] {
  const step = Math.round(sampleRateHz / 10);
  const steps: number[] = [];
  for (let at = 0; at + step <= samples.length; at += step) {
    let energy = 0;
    for (let i = at; i < at + step; i += 1) energy += (samples[i] ?? 0) ** 2;
    steps.push(energy / step);
  }
  // Sound shorter than a block is one block.
  if (steps.length < 4) return steps.length === 0 ? [] : [mean(steps)];
  return steps.slice(3).map((_, i) => mean(steps.slice(i, i + 4)));
}

/** The shelf and the high-pass of BS.1770, designed for any rate (De Man, "Evaluation of implementations of EBU R128"). */
function weighted(samples: Float32Array, sampleRateHz: number): Float32Array {
  return filtered(filtered(samples, shelf(sampleRateHz)), highPass(sampleRateHz));
}

interface Biquad {
  readonly b: readonly [number, number, number];
  readonly a: readonly [number, number];
}

function shelf(sampleRateHz: number): Biquad {
  const [frequencyHz, gainDb, q] = [1681.974450955533, 3.999843853973347, 0.7071752369554196];
  const k = Math.tan((Math.PI * frequencyHz) / sampleRateHz);
  const high = 10 ** (gainDb / 20);
  const band = high ** 0.4996667741545416;
  const norm = 1 + k / q + k * k;
  return {
    b: [(high + (band * k) / q + k * k) / norm, (2 * (k * k - high)) / norm, (high - (band * k) / q + k * k) / norm],
    a: [(2 * (k * k - 1)) / norm, (1 - k / q + k * k) / norm],
  };
}

function highPass(sampleRateHz: number): Biquad {
  const [frequencyHz, q] = [38.13547087602444, 0.5003270373238773];
  const k = Math.tan((Math.PI * frequencyHz) / sampleRateHz);
  const norm = 1 + k / q + k * k;
  return { b: [1, -2, 1], a: [(2 * (k * k - 1)) / norm, (1 - k / q + k * k) / norm] };
}

function filtered(samples: Float32Array, { b, a }: Biquad): Float32Array {
  const out = new Float32Array(samples.length);
  let [x1, x2, y1, y2] = [0, 0, 0, 0];
  for (let i = 0; i < samples.length; i += 1) {
    const x = samples[i] ?? 0;
    const y = b[0] * x + b[1] * x1 + b[2] * x2 - a[0] * y1 - a[1] * y2;
    [x2, x1, y2, y1] = [x1, x, y1, y];
    out[i] = y;
  }
  return out;
}

function lufs(energy: number): number {
  return -0.691 + 10 * Math.log10(energy);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}
