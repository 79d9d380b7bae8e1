import type { Scored } from './chrf.ts';

const LONGEST = 4;

/**
 * BLEU of a corpus over characters, 0 to 100: white space left out, n-grams of one to four, one reference or
 * several, exponential smoothing, as sacreBLEU gives it with `tokenize="char"` (Post 2018, "A Call for Clarity in Reporting BLEU Scores").
 */
export function charBleu(corpus: readonly Scored[]): number {
  let [hypothesisLength, referenceLength] = [0, 0];
  const matches = new Array<number>(LONGEST).fill(0);
  const totals = new Array<number>(LONGEST).fill(0);
  for (const { hypothesis, references } of corpus) {
    const a = characters(hypothesis);
    const others = references.map(characters);
    hypothesisLength += a.length;
    referenceLength += nearestLength(
      a.length,
      others.map(({ length }) => length),
    );
    for (let n = 1; n <= LONGEST; n += 1) {
      const known = most(others.map((b) => counted(b, n)));
      for (const [gram, count] of counted(a, n)) {
        matches[n - 1] = (matches[n - 1] ?? 0) + Math.min(count, known.get(gram) ?? 0);
        totals[n - 1] = (totals[n - 1] ?? 0) + count;
      }
    }
  }
  let logSum = 0;
  let smooth = 1;
  for (let n = 0; n < LONGEST; n += 1) {
    const [match = 0, total = 0] = [matches[n], totals[n]];
    if (total === 0) return 0;
    if (match === 0) smooth *= 2;
    logSum += Math.log(match === 0 ? 1 / (smooth * total) : match / total);
  }
  if ((matches[0] ?? 0) === 0) return 0;
  const brevity = hypothesisLength >= referenceLength ? 1 : Math.exp(1 - referenceLength / hypothesisLength);
  return 100 * brevity * Math.exp(logSum / LONGEST);
}

/** Of two that are equally near the shorter one. */
function nearestLength(length: number, others: readonly number[]): number {
  const sorted = others.toSorted((a, b) => Math.abs(a - length) - Math.abs(b - length) || a - b);
  return sorted[0] ?? 0;
}

function most(counts: ReadonlyArray<ReadonlyMap<string, number>>): Map<string, number> {
  const known = new Map<string, number>();
  for (const [gram, count] of counts.flatMap((one) => [...one])) {
    known.set(gram, Math.max(count, known.get(gram) ?? 0));
  }
  return known;
}

function characters(text: string): string[] {
  return [...text.replace(/\s/g, '')];
}

function counted(items: readonly string[], n: number): Map<string, number> {
  const counts = new Map<string, number>();
  for (let at = 0; at + n <= items.length; at += 1) {
    const gram = items.slice(at, at + n).join('');
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}
