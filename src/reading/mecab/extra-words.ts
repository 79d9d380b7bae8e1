import type { WordTable } from './word-table.ts';

/** A word that the dictionary lacks or reads wrongly. It behaves as a common noun. */
export interface ExtraWord {
  readonly surface: string;
  readonly kana: string;
}

export interface ExtraWords {
  readonly list: readonly { readonly cost: number; readonly id: number; readonly feature: string }[];
  /** Indices in `list` of the words that start at the text's unit `at`, with their lengths in units. */
  startingAt(text: string, at: number): readonly { readonly index: number; readonly length: number }[];
}

/** A common noun of the dictionary: extra words stand where it may stand. */
const MODEL = '新聞';
/** By a word's length: what frequent nouns cost. Two signs are often the end of one word and the start of the next. */
const cost = (length: number): number => (length <= 2 ? 5000 : 3500);

/** Extra words beside those of `words`; the last one of a surface counts. */
export function indexExtraWords(words: WordTable, extra: readonly ExtraWord[]): ExtraWords {
  const model = words.keys.exact(new TextEncoder().encode(MODEL));
  const id = model < 0 ? 0 : words.leftId(model >>> 8);
  const list = extra.map(({ surface, kana }) => ({
    cost: Math.min(cost(surface.length), cheapest(words, surface) - 1),
    id,
    feature: `名詞,一般,*,*,*,*,${surface},${kana},${kana},*,*`,
  }));
  const bySurface = new Map(extra.map(({ surface }, index) => [surface, index]));
  const lengths = new Map<string, Set<number>>();
  for (const surface of bySurface.keys()) {
    const first = surface.charAt(0);
    lengths.set(first, (lengths.get(first) ?? new Set<number>()).add(surface.length));
  }
  return {
    list,
    startingAt(text, at) {
      const found: { index: number; length: number }[] = [];
      for (const length of lengths.get(text.charAt(at)) ?? []) {
        const index = bySurface.get(text.slice(at, at + length));
        if (index !== undefined) found.push({ index, length });
      }
      return found;
    },
  };
}

/** The lowest cost of the dictionary's own words of that surface. */
function cheapest(words: WordTable, surface: string): number {
  const value = words.keys.exact(new TextEncoder().encode(surface));
  let least = Number.POSITIVE_INFINITY;
  for (let token = value >>> 8; value >= 0 && token < (value >>> 8) + (value & 0xff); token++) {
    least = Math.min(least, words.cost(token));
  }
  return least;
}
