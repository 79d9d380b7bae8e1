import type { Stretches } from '../types.ts';
import { type DoubleArray, openDoubleArray } from './double-array.ts';

const HEADER = 72;
const MAGIC = 0xef718f77;
const TOKEN = 16;
/** Nearly every feature is shorter. */
const FEATURE = 192;

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

/**
 * What is asked of nearly every word of the dictionary is read at once, features (two thirds of it) one at a time. Throws
 * a `RangeError` when the bytes are no compiled dictionary or are cut short.
 */
export function openWordTable(file: Uint8Array | Stretches): WordTable {
  const { byteLength, read } = file instanceof Uint8Array ? stretchesOf(file) : file;
  const header = viewOf(read(0, HEADER));
  const word = (index: number): number => header.getUint32(index * 4, true);
  if (byteLength < HEADER || (word(0) ^ byteLength) >>> 0 !== MAGIC) {
    throw new RangeError(`not a compiled MeCab dictionary, or cut short (${byteLength} bytes)`);
  }
  const tokens = HEADER + word(6);
  const features = tokens + word(7);
  const view = viewOf(read(0, features));
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
      for (let length = FEATURE; ; length *= 2) {
        const bytes = read(start, start + length);
        const end = bytes.indexOf(0);
        if (end >= 0 || bytes.length < length) return utf8.decode(bytes.subarray(0, end < 0 ? undefined : end));
      }
    },
  };
}

function stretchesOf(bytes: Uint8Array): Stretches {
  return { byteLength: bytes.byteLength, read: (start, end) => bytes.subarray(start, end) };
}

function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
