import { TERM_ROWS } from './term-rows.ts';

/** Developers' terms by their spelling; keys in lower case match whatever the case, others only as written. */
export const TERMS: ReadonlyMap<string, string> = new Map(
  TERM_ROWS.split('\n')
    .map((row) => row.trim())
    .filter((row) => row !== '')
    .flatMap((row): [string, string][] => {
      const cut = row.lastIndexOf(' ');
      const kana = row.slice(cut + 1);
      return row
        .slice(0, cut)
        .split('|')
        .map((word) => [word.trim(), kana]);
    }),
);
