import type { WordTable } from './word-table.ts';

/** What is added to the cost of a dictionary's word: by its part of speech (levels joined with commas) and length in bytes. */
export type Surcharge = (pos: string, bytes: number) => number;

/** The surcharge of a token, remembered: words of one left id have one part of speech. */
export function surchargeByToken(
  words: WordTable,
  surcharge: Surcharge | undefined,
): (token: number, bytes: number) => number {
  if (!surcharge) return () => 0;
  const known = new Map<number, number>();
  return (token, bytes) => {
    const key = words.leftId(token) * 256 + Math.min(bytes, 255);
    const before = known.get(key);
    if (before !== undefined) return before;
    const added = surcharge(words.feature(token).split(',', 4).join(), bytes);
    known.set(key, added);
    return added;
  };
}
