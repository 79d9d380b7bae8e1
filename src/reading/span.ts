/** A part of a span and how it is said; a part without sound has no kana. */
export interface Piece {
  readonly surface: string;
  readonly kana: string;
}

/**
 * A stretch of normalised text that the rules read and not the dictionary. `number` (ASCII digits) is given for a whole number
 * that may still take a Japanese counter after it; `unit` names the counter of a number whose unit stood in Latin letters.
 */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly kind: 'number' | 'latin';
  readonly pieces: readonly Piece[];
  readonly number?: string;
}

/** Tries to read what starts at `at`; undefined when it is nothing that it knows. */
export type Matcher = (text: string, at: number) => Span | undefined;
