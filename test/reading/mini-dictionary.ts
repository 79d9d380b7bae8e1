import type { DictionaryBytes } from '../../src/reading/types.ts';

export interface MiniWord {
  readonly surface: string;
  readonly cost: number;
  readonly feature: string;
}

interface Trie {
  readonly next: Map<number, Trie>;
  value?: number;
}

/** A dictionary of a few words in MeCab's compiled format, with one context id: small enough to be built in a test. */
export function miniDictionary(words: readonly MiniWord[]): DictionaryBytes & { readonly sys: Uint8Array } {
  const unknown = ['DEFAULT', 'SPACE', 'KATAKANA', 'ALPHA', 'NUMERIC'].map((surface) => ({
    surface,
    cost: 5000,
    feature: '名詞,一般,*,*,*,*,*',
  }));
  return { sys: wordTable(words, 0), unk: wordTable(unknown, 2), matrix: matrix(), char: categories() };
}

function wordTable(words: readonly MiniWord[], type: number): Uint8Array {
  const bySurface = new Map<string, MiniWord[]>();
  for (const word of words) bySurface.set(word.surface, [...(bySurface.get(word.surface) ?? []), word]);
  const root: Trie = { next: new Map() };
  const ordered: MiniWord[] = [];
  for (const [surface, list] of bySurface) {
    let node = root;
    for (const byte of new TextEncoder().encode(surface)) {
      const child: Trie = node.next.get(byte) ?? { next: new Map() };
      node.next.set(byte, child);
      node = child;
    }
    node.value = (ordered.length << 8) | list.length;
    ordered.push(...list);
  }
  const array = doubleArray(root);
  const features: number[] = [];
  const tokens = new DataView(new ArrayBuffer(ordered.length * 16));
  for (const [index, { cost, feature }] of ordered.entries()) {
    tokens.setInt16(index * 16 + 6, cost, true);
    tokens.setUint32(index * 16 + 8, features.length, true);
    features.push(...new TextEncoder().encode(feature), 0);
  }
  const size = 72 + array.byteLength + tokens.byteLength + features.length;
  const header = new DataView(new ArrayBuffer(72));
  const fields = [
    0xef718f77 ^ size,
    102,
    type,
    ordered.length,
    1,
    1,
    array.byteLength,
    tokens.byteLength,
    features.length,
  ];
  for (const [index, field] of fields.entries()) header.setUint32(index * 4, field >>> 0, true);
  return joined([new Uint8Array(header.buffer), array, new Uint8Array(tokens.buffer), Uint8Array.from(features)]);
}

function doubleArray(root: Trie): Uint8Array {
  const base: number[] = [];
  const check: number[] = [];
  const taken = new Set<number>([0]);
  const bases = new Set<number>([0]);
  const place = (node: Trie, unit: number): void => {
    const codes = [...(node.value === undefined ? [] : [0]), ...[...node.next.keys()].map((byte) => byte + 1)];
    let at = 1;
    while (bases.has(at) || codes.some((code) => taken.has(at + code))) at++;
    bases.add(at);
    base[unit] = at;
    for (const code of codes) {
      taken.add(at + code);
      check[at + code] = at;
    }
    if (node.value !== undefined) base[at] = -node.value - 1;
    for (const [byte, child] of node.next) place(child, at + byte + 1);
  };
  place(root, 0);
  const view = new DataView(new ArrayBuffer(Math.max(base.length, check.length) * 8));
  for (let unit = 0; unit * 8 < view.byteLength; unit++) {
    view.setInt32(unit * 8, base[unit] ?? 0, true);
    view.setUint32(unit * 8 + 4, check[unit] ?? 0, true);
  }
  return new Uint8Array(view.buffer);
}

function matrix(): Uint8Array {
  return Uint8Array.from([1, 0, 1, 0, 0, 0]);
}

function categories(): Uint8Array {
  const names = ['DEFAULT', 'SPACE', 'KATAKANA', 'ALPHA', 'NUMERIC'];
  const view = new DataView(new ArrayBuffer(4 + names.length * 32 + 0xffff * 4));
  view.setUint32(0, names.length, true);
  for (const [index, name] of names.entries()) {
    for (const [at, letter] of [...name].entries()) view.setUint8(4 + index * 32 + at, letter.charCodeAt(0));
  }
  const word = (category: number, length: number, group: boolean, invoke: boolean): number =>
    ((1 << category) | (category << 18) | (length << 26) | (group ? 1 << 30 : 0) | (invoke ? 1 << 31 : 0)) >>> 0;
  for (let code = 0; code < 0xffff; code++) {
    let info = word(0, 0, false, false);
    if (code === 0x20 || code === 0x3000) info = word(1, 0, true, false);
    else if (code >= 0x30a1 && code <= 0x30fc) info = word(2, 2, true, false);
    else if (code >= 0xff21 && code <= 0xff5a) info = word(3, 0, true, true);
    else if (code >= 0xff10 && code <= 0xff19) info = word(4, 0, true, true);
    view.setUint32(4 + names.length * 32 + code * 4, info, true);
  }
  return new Uint8Array(view.buffer);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}
