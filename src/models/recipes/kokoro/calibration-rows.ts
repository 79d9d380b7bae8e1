/** Written by bench/kokoro-calibration.ts: numbers for each channel of the sites of `findSites`, by `toBfloat16`. */
export const MEAN = '';
export const VARIANCE = '';
export const INPUT_LOW = '';
export const INPUT_HIGH = '';
export const OUTPUT_LOW = '';
export const OUTPUT_HIGH = '';
