/** One sentence as translated, and how a person translated it. */
export interface Scored {
  readonly hypothesis: string;
  readonly reference: string;
}

const LONGEST = 6;
const BETA_SQUARED = 4;

/**
 * chrF2 of a corpus, 0 to 100: characters only, n-grams of one to six, white space left out, one reference, as
 * sacreBLEU defines it (Popović 2015, "chrF: character n-gram F-score for automatic MT evaluation").
 */
export function chrF(corpus: readonly Scored[]): number {
  let precision = 0;
  let recall = 0;
  let orders = 0;
  for (let n = 1; n <= LONGEST; n += 1) {
    const total = { hypothesis: 0, reference: 0, match: 0 };
    for (const { hypothesis, reference } of corpus) {
      const [a, b] = [ngrams(hypothesis, n), ngrams(reference, n)];
      for (const count of a.values()) total.hypothesis += count;
      for (const [gram, count] of b) {
        total.reference += count;
        total.match += Math.min(count, a.get(gram) ?? 0);
      }
    }
    if (total.hypothesis === 0 || total.reference === 0) continue;
    precision += total.match / total.hypothesis;
    recall += total.match / total.reference;
    orders += 1;
  }
  if (orders === 0 || precision + recall === 0) return 0;
  const [p, r] = [precision / orders, recall / orders];
  return (100 * (1 + BETA_SQUARED) * p * r) / (BETA_SQUARED * p + r);
}

function ngrams(text: string, n: number): Map<string, number> {
  const characters = [...text.replace(/\s/g, '')];
  const counts = new Map<string, number>();
  for (let at = 0; at + n <= characters.length; at += 1) {
    const gram = characters.slice(at, at + n).join('');
    counts.set(gram, (counts.get(gram) ?? 0) + 1);
  }
  return counts;
}
