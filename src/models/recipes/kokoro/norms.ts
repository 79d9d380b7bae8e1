import { fromBfloat16 } from '../../../kit/bfloat16.ts';
import { NORM_ROWS } from './norm-rows.ts';

/** What the generator's norms over time subtract and divide by instead, for each channel of the sites of `findSites`. */
export interface Norms {
  readonly mean: Float32Array;
  readonly deviation: Float32Array;
}

/** Added to a variance before its root, as in the graph. */
const EPSILON = 1e-5;

/** The constants of a voice, as bench/kokoro-calibration.ts measured them; undefined for a voice that it has not. */
export function normsOf(voice: string): Norms | undefined {
  const row = NORM_ROWS[voice];
  return (
    row && {
      mean: fromBfloat16(row.mean),
      deviation: fromBfloat16(row.variance).map((variance) => Math.sqrt(variance + EPSILON)),
    }
  );
}

export function hasNorms(voice: string): boolean {
  return Object.hasOwn(NORM_ROWS, voice);
}
