import { charBleu } from './bleu.ts';
import { chrF } from './chrf.ts';
import { judge } from './judge.ts';
import { median, quantile, rounded } from './machine.ts';
import type { TranslateRow } from './translate-rows.ts';

/** The line of one engine. Shares are 0 to 1, times milliseconds; null where there is nothing to count. */
export function figuresOf(rows: readonly TranslateRow[]): Record<string, number | null> {
  const sentences = rows.flatMap((row) => row.sentences);
  // Code is marked in the row alone; what is spoken as it was written has lost nothing.
  const named = rows.map(({ source, judged }) => judge(source, judged));
  const judged = sentences.filter(({ kept }) => kept === 'translation').map((one) => judge(one.source, one.spoken));
  const kept = sentences.length - judged.length;
  const translated = rows.filter((row) => row.sentences.every(({ kept }) => kept === 'translation'));
  const early = rows.flatMap((row) => row.early);
  const left = early.filter((one) => one !== null);
  const scored = (some: readonly TranslateRow[]) =>
    some.map(({ spoken: hypothesis, references }) => ({ hypothesis, references }));
  const share = (count: number, of: number) => (of === 0 ? null : rounded(count / of, 3));
  const times = rows.map(({ totalMs }) => totalMs);
  const clauses = rows.flatMap(({ firstClauseMs }) => firstClauseMs ?? []);
  return {
    rows: rows.length,
    sentences: sentences.length,
    chrf: rounded(chrF(scored(rows)), 1),
    charBleu: rounded(charBleu(scored(rows)), 1),
    chrfOfTranslated: rounded(chrF(scored(translated)), 1),
    numbersKept: share(kept + judged.filter(({ numbers }) => numbers).length, sentences.length),
    spansKept: share(named.filter(({ spans }) => spans).length, rows.length),
    polarityKept: share(kept + judged.filter(({ polarity }) => polarity).length, sentences.length),
    keptSource: share(kept, sentences.length),
    firstClauseP50Ms: clauses.length === 0 ? null : rounded(median(clauses), 1),
    totalP50Ms: rounded(median(times), 1),
    totalP95Ms: rounded(quantile(times, 0.95), 1),
    earlyClauses: share(left.length, early.length),
    earlyGainP50Ms: left.length === 0 ? null : rounded(median(left.map(({ atMs, totalMs }) => totalMs - atMs)), 1),
    earlyBrokenOff: share(left.filter(({ brokenOff }) => brokenOff).length, left.length),
  };
}
