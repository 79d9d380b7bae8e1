const NAME_BYTES = 32;
const TYPE_MASK = 0x3ffff;

/**
 * char.bin: the categories of characters and how unknown words are made of them. Layout (MeCab's char_property.cpp): the
 * number of categories, their names (32 bytes each), then a 32-bit word for each of the 65,535 characters of the basic plane:
 * 18 bits of categories it belongs to, 8 bits its own category, 4 bits `length` (unknown words of up to so many characters),
 * 1 bit `group` (one unknown word of the whole run), 1 bit `invoke` (unknown words even where the dictionary has one).
 */
export interface Categories {
  readonly names: readonly string[];
  /** The packed word of a character; what is outside of the basic plane counts as U+0000, as in MeCab. */
  info(codePoint: number): number;
}

export function openCategories(bytes: Uint8Array): Categories {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.getUint32(0, true);
  const ascii = new TextDecoder();
  const names: string[] = [];
  for (let index = 0; index < count; index++) {
    const start = 4 + index * NAME_BYTES;
    const name = ascii.decode(bytes.subarray(start, start + NAME_BYTES));
    names.push(name.replace(/\0.*$/s, ''));
  }
  const table = 4 + count * NAME_BYTES;
  const size = Math.floor((bytes.byteLength - table) / 4);
  return {
    names,
    info: (codePoint) => view.getUint32(table + (codePoint < size ? codePoint : 0) * 4, true),
  };
}

export const shareCategory = (a: number, b: number): boolean => (a & b & TYPE_MASK) !== 0;
export const ownCategory = (info: number): number => (info >>> 18) & 0xff;
export const unknownLength = (info: number): number => (info >>> 26) & 0xf;
export const groups = (info: number): boolean => ((info >>> 30) & 1) === 1;
export const invokes = (info: number): boolean => info >>> 31 === 1;
