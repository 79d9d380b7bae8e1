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

/** The four files of a compiled MeCab dictionary, as bytes. */
export interface DictionaryBytes {
  readonly sys: Uint8Array;
  readonly matrix: Uint8Array;
  readonly char: Uint8Array;
  readonly unk: Uint8Array;
}
