import { createSpoken } from './spoken/index.ts';
import { createJapaneseSpoken } from './spoken/japanese.ts';

export { createSpoken, RULES, type Rule, type Spoken } from './spoken/index.ts';
export { hostOf } from './spoken/names.ts';

/** The English form of a text by all rules: how it would be said, without markup, addresses or separators of paths. */
export const toSpoken = createSpoken();

/** A text that is not English, as it is said: addresses and paths short, everything else as written. */
export const toSpokenAsWritten = createJapaneseSpoken();
