import { fromBfloat16 } from '../../../kit/bfloat16.ts';
import { NORM_ROWS } from './norm-rows.ts';

/** What the generator's norms over time subtract and divide by instead, for each channel of the sites of `findSites`. */
export interface Norms {
  readonly mean: Float32Array;
  readonly deviation: Float32Array;
}

/** Numbers by `toBfloat16`, for each channel: values where nothing is silent, and their slopes over the silent share. */
export interface NormRow {
  readonly mean: string;
  readonly meanSlope: string;
  /** Without what lies between the means of sound and silence. */
  readonly variance: string;
  readonly varianceSlope: string;
}

/** Added to a variance before its root, as in the graph. */
const EPSILON = 1e-5;
/** So much is silent of a common sentence: in the middle of what was measured, so that every channel is sure there. */
const COMMON = 0.3;
/**
 * Of the variance then: a line that goes below this at either end is not believed. (Lines end below zero for up to 3 % of
 * the channels, and to divide by nothing there took the sound of whole sentences away; of 14 breaths of 60 to 133
 * tokens, by the untouched graph's own numbers, jf_alpha's deviations are now wrong by 3.5 % instead of 6.3 %.)
 */
const LEAST = 0.35;

/**
 * The numbers of a voice for an utterance of which so much (0 to 1) is silent, as bench/kokoro-calibration.ts measured
 * them; undefined for a voice that it has not. A norm sees sound and silence mixed: its mean is a line over the silent
 * share, its variance a line and what lies between the two means. (With one constant for all, clauses of ten
 * tokens came out ten decibels too soft.)
 */
export function normsOf(voice: string): ((silent: number) => Norms) | undefined {
  const row = NORM_ROWS[voice];
  if (row === undefined) return undefined;
  const [mean, meanSlope] = [fromBfloat16(row.mean), fromBfloat16(row.meanSlope)];
  const [variance, varianceSlope] = [fromBfloat16(row.variance), fromBfloat16(row.varianceSlope)];
  const varianceAt = (silent: number, c: number) =>
    (variance[c] ?? 0) + silent * (varianceSlope[c] ?? 0) + between(silent, meanSlope[c] ?? 0);
  const least = variance.map((_, c) => LEAST * Math.max(0, varianceAt(COMMON, c)));
  return (silent) => ({
    mean: mean.map((at, c) => at + silent * (meanSlope[c] ?? 0)),
    deviation: variance.map((_, c) => Math.sqrt(Math.max(varianceAt(silent, c), least[c] ?? 0) + EPSILON)),
  });
}

/** A voice's gains and offsets with its norms: `gain · (x − mean) / deviation + offset` as `scale · x + shift`. */
export function asAffine(gains: Float32Array, offsets: Float32Array, { mean, deviation }: Norms) {
  if (mean.length !== gains.length) throw new Error('its norms are of another model');
  const scale = gains.map((gain, c) => gain / (deviation[c] ?? 1));
  const shift = offsets.map((offset, c) => offset - (scale[c] ?? 0) * (mean[c] ?? 0));
  return { scale, shift };
}

/** The variance that a mixture has because its two parts differ in their means by `difference`. */
export function between(share: number, difference: number): number {
  return share * (1 - share) * difference * difference;
}

export function hasNorms(voice: string): boolean {
  return Object.hasOwn(NORM_ROWS, voice);
}
