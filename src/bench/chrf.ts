/** One sentence as translated, and how people translated it: one reference or several. */
export interface Scored {
  readonly hypothesis: string;
  readonly references: readonly string[];
}

const LONGEST = 6;
const BETA_SQUARED = 4;

/**
 * chrF2 of a corpus, 0 to 100: characters only, n-grams of one to six, white space left out; each sentence against
 * the reference that it comes nearest to, as sacreBLEU defines it (Popović 2015, "chrF: character n-gram F-score for
 * automatic MT evaluation").
 */
export function chrF(corpus: readonly Scored[]): number {
  const best = corpus.map(({ hypothesis, references }) => nearest(hypothesis, references));
  return score(ORDERS.map((_, order) => sum(best.map((matches) => matches[order] ?? NOTHING))));
}

interface Match {
  readonly hypothesis: number;
  readonly reference: number;
  readonly match: number;
}

const NOTHING: Match = { hypothesis: 0, reference: 0, match: 0 };
const ORDERS = Array.from({ length: LONGEST }, (_, i) => i + 1);

function nearest(hypothesis: string, references: readonly string[]): Match[] {
  const all = references.map((reference) => ORDERS.map((n) => compare(hypothesis, reference, n)));
  return all.reduce((best, one) => (score(one) > score(best) ? one : best), all[0] ?? []);
}

function compare(hypothesis: string, reference: string, n: number): Match {
  const [a, b] = [ngrams(hypothesis, n), ngrams(reference, n)];
  let match = 0;
  for (const [gram, count] of b) match += Math.min(count, a.get(gram) ?? 0);
  const size = (grams: ReadonlyMap<string, number>) => [...grams.values()].reduce((total, count) => total + count, 0);
  // Where the reference is too short for such n-grams there is nothing to be found or missed.
  return { hypothesis: b.size === 0 ? 0 : size(a), reference: size(b), match };
}

function score(orders: readonly Match[]): number {
  const known = orders.filter(({ hypothesis, reference }) => hypothesis > 0 && reference > 0);
  if (known.length === 0) return 0;
  const p = known.reduce((total, { match, hypothesis }) => total + match / hypothesis, 0) / known.length;
  const r = known.reduce((total, { match, reference }) => total + match / reference, 0) / known.length;
  return p + r === 0 ? 0 : (100 * (1 + BETA_SQUARED) * p * r) / (BETA_SQUARED * p + r);
}

function sum(matches: readonly Match[]): Match {
  return matches.reduce(
    (total, one) => ({
      hypothesis: total.hypothesis + one.hypothesis,
      reference: total.reference + one.reference,
      match: total.match + one.match,
    }),
    NOTHING,
  );
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
