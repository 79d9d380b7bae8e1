import { clauses } from '../../../reading/clauses.ts';
import type { Reader } from '../../../reading/types.ts';

/** Japanese cut into clauses, its Latin words in kana: engines of their own dictionary know kanji, and no `useEffect`. */
export function japaneseClauses(text: string, reader: Reader): string[] {
  return clauses(text).map((clause) =>
    reader
      .read(clause)
      .words.map(({ surface, kana }) => (/[A-Za-zＡ-Ｚａ-ｚ]/.test(surface) && kana !== '' ? kana : surface))
      .join(''),
  );
}

/** English cut at the ends of sentences, and at other marks where enough stands before them. */
export function englishClauses(text: string): string[] {
  return text
    .split(/(?<=[.!?…]["')\]]*)\s+|(?<=.{60}[,;:])\s+|\n+/u)
    .map((clause) => clause.trim())
    .filter((clause) => clause !== '');
}
