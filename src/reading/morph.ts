/** A word between analysis and reading. Indices are into the normalised text. */
export interface Morph {
  readonly start: number;
  readonly end: number;
  readonly surface: string;
  /** Part of speech as the dictionary has it, four levels. */
  readonly pos: readonly string[];
  readonly base: string;
  readonly kana: string;
  /** No space before it in the phonemes: it is one word with the one before. */
  readonly joins: boolean;
  readonly known: boolean;
  /** A whole number in ASCII digits that may take a counter. */
  readonly number?: string;
}

export const isPos = (morph: Morph | undefined, first: string, second?: string): boolean =>
  morph !== undefined && morph.pos[0] === first && (second === undefined || morph.pos[1] === second);

/** A rule over all words of a sentence (`text` is normalised). Rules see what the rules before them made. */
export type MorphRule = (morphs: readonly Morph[], text: string) => readonly Morph[];
