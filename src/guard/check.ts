import type { Term } from '../spec/contracts.ts';

/** What a check sees: the source sentence and what a translator made of it. */
export interface Pair {
  readonly source: string;
  readonly translation: string;
  /** Stretches of the source that must come through unchanged, in the order of the text. */
  readonly kept: readonly string[];
  /** Names of products and types; they may be said in katakana. */
  readonly names?: readonly string[];
  /** Terms of the source, and how they must be said. */
  readonly terms?: readonly Term[];
  /** Translations of the sentences before this one, where the translator was shown them. */
  readonly before?: readonly string[];
}

/** A source, a translation of it, and what of it must come through unchanged (or be said in a certain way). */
export type Example = readonly [
  source: string,
  translation: string,
  asked?: readonly string[] | Pick<Pair, 'names' | 'terms' | 'before'>,
];

/** One way in which a translation may be wrong, as data: how it is found, and examples of what it is for. */
export interface Check {
  readonly name: string;
  /** The only language of translations that it knows. */
  readonly only?: string;
  readonly passes: (pair: Pair) => boolean;
  /** Right translations that a careless check would refuse: they pass every check. */
  readonly right: readonly Example[];
  /** Wrong translations: this check refuses them. */
  readonly wrong: readonly Example[];
}
