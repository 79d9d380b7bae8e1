import type { Scored } from './chrf.ts';

const LONGEST = 4;

/**
 * BLEU of a corpus over characters, 0 to 100: white space left out, n-grams of one to four, one reference, exponential
 * smoothing, as sacreBLEU gives it with `tokenize="char"` (Post 2018, "A Call for Clarity in Reporting BLEU Scores").
 */
export function charBleu(corpus: readonly Scored[]): number {
  let [hypothesisLength, referenceLength] = [0, 0];
  const matches = new Array<number>(LONGEST).fill(0);
  const totals = new Array<number>(LONGEST).fill(0);
  for (const { hypothesis, reference } of corpus) {
    const [a, b] = [characters(hypothesis), characters(reference)];
    hypothesisLength += a.length;
    referenceLength += b.length;
    for (let n = 1; n <= LONGEST; n += 1) {
      const known = counted(b, n);
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
