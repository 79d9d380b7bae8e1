import type { Morph, MorphRule } from '../morph.ts';
import { HOMOGRAPHS, type Homograph } from './homograph-rows.ts';

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
    const rows = HOMOGRAPHS.get(text.slice(start, end));
    const row = rows?.find((candidate) => fits(candidate, text, start, end));
    if (row) return { count, kana: row.kana };
  }
  return undefined;
}

function fits({ before, after }: Homograph, text: string, start: number, end: number): boolean {
  if (before && !before.test(text.slice(Math.max(0, start - CONTEXT), start))) return false;
  return !after || after.test(text.slice(end, end + CONTEXT));
}
