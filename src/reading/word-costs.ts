import type { Surcharge } from './mecab/surcharge.ts';

/** Bytes of one kanji in UTF-8. */
const KANJI = 3;

/** By how a part of speech begins: what one of its words costs more when it is a single kanji. */
const SINGLE: readonly (readonly [pos: string, cost: number])[] = [
  ['名詞,一般', 750],
  ['名詞,固有名詞', 2000],
  ['名詞,非自立', 1000],
];
const PREFIX = 500;
const WORD = 300;

/**
 * Corrects what the dictionary's costs favour too much: cuts into many short words, and names that are a single kanji
 * (神聖 as カミ + キヨシ). Measured on running text that no rule was written from; the figures are flat around these values.
 */
export const wordSurcharge: Surcharge = (pos, bytes) => {
  if (pos.startsWith('助')) return 0;
  if (pos.startsWith('接頭詞')) return WORD + PREFIX;
  const single = bytes <= KANJI ? SINGLE.find(([start]) => pos.startsWith(start)) : undefined;
  return WORD + (single?.[1] ?? 0);
};
