import { type DoubleArray, openDoubleArray } from './double-array.ts';

const HEADER = 72;
const MAGIC = 0xef718f77;
const TOKEN = 16;

/**
 * A compiled MeCab dictionary (sys.dic or unk.dic), read in place. Layout (MeCab's dictionary.cpp, all little endian): ten
 * 32-bit words (magic ^ size, version, type, words, left ids, right ids, bytes of the double array, of the tokens and of the
 * features, zero), the charset in 32 bytes, then the double array, the tokens (left id, right id, part-of-speech id, cost:
 * 16 bits each; feature offset and a spare word: 32 bits each) and the features, each ended by a zero byte.
 * A value of the double array is `first token << 8 | number of tokens`.
 */
export interface WordTable {
  readonly keys: DoubleArray;
  readonly leftSize: number;
  readonly rightSize: number;
  leftId(token: number): number;
  rightId(token: number): number;
  cost(token: number): number;
  feature(token: number): string;
}

/** Throws a `RangeError` when the bytes are no compiled dictionary or are cut short. */
export function openWordTable(bytes: Uint8Array): WordTable {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const word = (index: number): number => view.getUint32(index * 4, true);
  if (bytes.byteLength < HEADER || (word(0) ^ bytes.byteLength) >>> 0 !== MAGIC) {
    throw new RangeError(`not a compiled MeCab dictionary, or cut short (${bytes.byteLength} bytes)`);
  }
  const tokens = HEADER + word(6);
  const features = tokens + word(7);
  const utf8 = new TextDecoder();

  return {
    keys: openDoubleArray(view, HEADER, word(6)),
    leftSize: word(4),
    rightSize: word(5),
    leftId: (token) => view.getUint16(tokens + token * TOKEN, true),
    rightId: (token) => view.getUint16(tokens + token * TOKEN + 2, true),
    cost: (token) => view.getInt16(tokens + token * TOKEN + 6, true),
    feature(token) {
      const start = features + view.getUint32(tokens + token * TOKEN + 8, true);
      let end = start;
      while (end < bytes.length && bytes[end] !== 0) end++;
      return utf8.decode(bytes.subarray(start, end));
    },
  };
}
