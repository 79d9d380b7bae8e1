import type { RecipeName } from '../types.ts';
import { floatConvolutions } from './float-convolutions.ts';
import { kokoroFront, kokoroGenerator } from './kokoro/index.ts';

/**
 * Makes the file `to` from the file `from`. `dir` holds the model's other files. Writes to a temporary name, runs the
 * result once, and renames it: when the promise resolves, `to` is whole and works.
 */
export type Recipe = (paths: { from: string; to: string; dir: string }) => Promise<void>;

export const RECIPES: Readonly<Record<RecipeName, Recipe>> = {
  'float-convolutions': floatConvolutions,
  'kokoro-front': kokoroFront,
  'kokoro-generator': kokoroGenerator,
};
