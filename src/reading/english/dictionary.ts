/** What a word's neighbours say about it, as the dictionary names it. */
export type Use = 'NOUN' | 'VERB' | 'VBD' | 'VBN' | 'ADJ' | 'None';

/** English words and their phonemes in misaki's American set, which is Kokoro's. */
export interface EnglishDictionary {
  /** The phonemes of a word as it is written, or of the same word with the other kind of first letter. */
  find(word: string, use?: Use): string | undefined;
}

type Entry = string | Readonly<Record<string, string | null>>;

/**
 * Over misaki's `us_gold.json`: `{ word: phonemes }`, or `{ word: { DEFAULT, NOUN, VERB, VBD, VBN, ADJ, None } }` where a
 * word has several readings (`None`: before a pause). Throws when the text is something else.
 */
export function createEnglishDictionary(json: string): EnglishDictionary {
  const words = new Map(Object.entries(parse(json)));
  const entryOf = (word: string): Entry | undefined => {
    const lower = word.toLowerCase();
    return words.get(word) ?? words.get(lower) ?? words.get(lower.charAt(0).toUpperCase() + lower.slice(1));
  };
  return {
    find(word, use) {
      const entry = entryOf(word);
      if (entry === undefined || typeof entry === 'string') return entry;
      return (use === undefined ? undefined : entry[use]) ?? entry.DEFAULT ?? undefined;
    },
  };
}

function parse(json: string): Record<string, Entry> {
  const value: unknown = JSON.parse(json);
  const isEntry = (entry: unknown) => typeof entry === 'string' || (typeof entry === 'object' && entry !== null);
  if (typeof value !== 'object' || value === null || !Object.values(value).every(isEntry)) {
    throw new Error('it is no dictionary of pronunciations');
  }
  return value as Record<string, Entry>;
}
