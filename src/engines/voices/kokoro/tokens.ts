import { z } from 'zod';

/** Tokens that the model takes at a time, without the two zeros around them; also the number of rows of a voice. */
export const MOST_TOKENS = 510;

export type Vocabulary = ReadonlyMap<string, number>;

const schema = z.object({ vocab: z.record(z.string(), z.number().int().nonnegative()) });

/** Reads the model's `vocab.json`: `{ vocab: { symbol: id } }`. Throws when it is something else. */
export function parseVocabulary(json: string): Vocabulary {
  return new Map(Object.entries(schema.parse(JSON.parse(json)).vocab));
}

/** The ids of phonemes; what the model does not know is left out, as its own front end does. */
export function toTokens(phonemes: string, vocabulary: Vocabulary): number[] {
  const ids: number[] = [];
  for (const symbol of phonemes.trim()) {
    const id = vocabulary.get(symbol);
    if (id !== undefined) ids.push(id);
  }
  return ids;
}

/** Whether the phonemes hold more than punctuation and marks: without a vowel or ɴ nothing can be heard. */
export function speakable(phonemes: string): boolean {
  return /[aiɯɨeoɴAIOWYuæɑəɛɜɪɔʊʌᵊᵻɐ]/u.test(phonemes);
}

/** Cuts phonemes into stretches of at most `most` symbols, at the last space before the limit where there is one. */
export function cutPhonemes(phonemes: string, most: number = MOST_TOKENS): string[] {
  const pieces: string[] = [];
  let rest = [...phonemes.trim()];
  while (rest.length > most) {
    const space = rest.lastIndexOf(' ', most);
    const at = space > 0 ? space : most;
    pieces.push(rest.slice(0, at).join(''));
    rest = [...rest.slice(at).join('').trim()];
  }
  if (rest.length > 0) pieces.push(rest.join(''));
  return pieces;
}

/** The ids of what is never heard itself: punctuation, marks and spaces. */
export function markTokens(vocabulary: Vocabulary): Set<number> {
  return new Set([...vocabulary].flatMap(([symbol, id]) => (/\p{L}/u.test(symbol) ? [] : [id])));
}
