/** A word as the dictionary cut it, with its pronunciation in katakana (は as ワ, long vowels with ー). */
export interface Word {
  readonly surface: string;
  readonly kana: string;
}

export interface Reading {
  readonly text: string;
  /** Katakana as pronounced, punctuation kept. */
  readonly kana: string;
  /** In the symbols of Kokoro's Japanese front end, words separated by spaces, punctuation kept. */
  readonly phonemes: string;
  readonly words: readonly Word[];
}

export interface Reader {
  read(text: string): Reading;
}

/** A file of which only what is used need be in memory. */
export interface Stretches {
  readonly byteLength: number;
  /** The bytes from `start` on, `end` not included; fewer where the file ends before. They must not change. */
  read(start: number, end: number): Uint8Array;
}

/** The four files of a compiled MeCab dictionary, as bytes; of the largest the words' features may stay on the disk. */
export interface DictionaryBytes {
  readonly sys: Uint8Array | Stretches;
  readonly matrix: Uint8Array;
  readonly char: Uint8Array;
  readonly unk: Uint8Array;
}
