import type { Morph, MorphRule } from '../morph.ts';
import { CONTEXT_ROWS } from './context-rows.ts';
import { HOMOGRAPH_ROWS } from './homograph-rows.ts';

/** What the text before the word must end with, and what the text after it must start with; without them it always fits. */
export type HomographRow = readonly [surface: string, kana: string, before?: RegExp | undefined, after?: RegExp];

const ROWS = new Map<string, HomographRow[]>();
for (const row of [...CONTEXT_ROWS, ...HOMOGRAPH_ROWS]) ROWS.set(row[0], [...(ROWS.get(row[0]) ?? []), row]);

/** At most so many words of the dictionary are taken as one. */
const MOST_WORDS = 3;
const CONTEXT = 24;

/** Words that are read by what stands around them, and words that the dictionary reads wrongly. */
export const readHomographs: MorphRule = (morphs, text) => {
  const out: Morph[] = [];
  for (let at = 0; at < morphs.length; ) {
    const found = longestAt(morphs, at, text);
    const first = morphs[at];
    const last = found ? morphs[at + found.count - 1] : undefined;
    if (found && first && last) {
      out.push({
        ...first,
        end: last.end,
        surface: text.slice(first.start, last.end),
        pos: last.pos,
        kana: found.kana,
      });
      at += found.count;
    } else {
      if (first) out.push(first);
      at++;
    }
  }
  return out;
};

function longestAt(morphs: readonly Morph[], at: number, text: string): { count: number; kana: string } | undefined {
  const start = morphs[at]?.start ?? 0;
  for (let count = Math.min(MOST_WORDS, morphs.length - at); count > 0; count--) {
    const end = morphs[at + count - 1]?.end ?? start;
    const row = ROWS.get(text.slice(start, end))?.find((candidate) => fits(candidate, text, start, end));
    if (row) return { count, kana: row[1] };
  }
  return undefined;
}

function fits([, , before, after]: HomographRow, text: string, start: number, end: number): boolean {
  if (before && !before.test(text.slice(Math.max(0, start - CONTEXT), start))) return false;
  return !after || after.test(text.slice(end, end + CONTEXT));
}
