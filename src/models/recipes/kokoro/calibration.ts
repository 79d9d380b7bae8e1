import { fromBfloat16 } from '../../../kit/bfloat16.ts';
import { INPUT_HIGH, INPUT_LOW, MEAN, OUTPUT_HIGH, OUTPUT_LOW, VARIANCE } from './calibration-rows.ts';
import type { Calibration } from './generator.ts';

/** What the generator's norms over time subtract and divide by instead: the average over sentences of all voices. */
export const NORMS = {
  mean: fromBfloat16(MEAN),
  deviation: fromBfloat16(VARIANCE).map((variance) => Math.sqrt(variance + 1e-5)),
};

export const CALIBRATION: Calibration = {
  input: { low: fromBfloat16(INPUT_LOW), high: fromBfloat16(INPUT_HIGH) },
  output: { low: fromBfloat16(OUTPUT_LOW), high: fromBfloat16(OUTPUT_HIGH) },
};
