import type { DictionaryBytes } from '../types.ts';
import { groups, invokes, openCategories, ownCategory, shareCategory, unknownLength } from './categories.ts';
import { codePointAt, type Encoded, encode, sizeAt } from './encoded.ts';
import { type ExtraWord, indexExtraWords } from './extra-words.ts';
import { addNode, clearLattice, createLattice } from './lattice.ts';
import { openMatrix } from './matrix.ts';
import { type Surcharge, surchargeByToken } from './surcharge.ts';
import { openWordTable, type WordTable } from './word-table.ts';

/** A stretch of the text that is one word whatever the dictionary says; it behaves as an unknown word of that category. */
export interface FixedWord {
  readonly start: number;
  readonly end: number;
  readonly category: 'NUMERIC' | 'ALPHA';
}

export interface Token {
  /** UTF-16 indices in the text analysed. */
  readonly start: number;
  readonly end: number;
  readonly kind: 'known' | 'unknown' | 'fixed';
  /** Comma-separated, as the dictionary has it. */
  readonly feature: string;
  /** Best cost from the text's start to this word's end. */
  readonly cost: number;
}

export interface Analysis {
  readonly tokens: readonly Token[];
  /** Cost of the whole path, the end included. */
  readonly cost: number;
}

export interface AnalyserOptions {
  readonly surcharge?: Surcharge;
  readonly extra?: readonly ExtraWord[];
}

export interface Analyser {
  analyse(text: string, fixed?: readonly FixedWord[]): Analysis;
  /** Features of every word that is written exactly so, cheapest first. */
  lookUp(surface: string): readonly string[];
}

const MAX_GROUP = 24;
const MAX_PREFIXES = 512;
const KNOWN = 0;
const UNKNOWN = 1;
const FIXED = 2;
const EXTRA = 3;
const KINDS = ['known', 'unknown', 'fixed', 'known'] as const;

/**
 * MeCab's analysis: a lattice of all dictionary words and of unknown words by character category, and the cheapest path
 * through it (Viterbi). Without options the same words and the same costs as `mecab -d` gives with the same files
 * (tokenizer.cpp, viterbi.cpp); ties fall as they do there. Throws a `RangeError` when the files do not belong together.
 */
export function createAnalyser(dictionary: DictionaryBytes, options: AnalyserOptions = {}): Analyser {
  const words = openWordTable(dictionary.sys);
  const unknowns = openWordTable(dictionary.unk);
  const matrix = openMatrix(dictionary.matrix);
  const categories = openCategories(dictionary.char);
  if (words.leftSize !== matrix.leftSize || words.rightSize !== matrix.rightSize) {
    throw new RangeError('sys.dic and matrix.bin do not belong together');
  }
  const utf8 = new TextEncoder();
  const unknownValue = categories.names.map((name) => unknowns.keys.exact(utf8.encode(name)));
  const space = categories.info(0x20);
  const lattice = createLattice();
  const prefixes = new Int32Array(MAX_PREFIXES * 2);
  const extra = indexExtraWords(words, options.extra ?? []);
  const surchargeOf = surchargeByToken(words, options.surcharge);

  function addWords(table: WordTable, value: number, start: number, end: number, origin: number, one = false): void {
    if (value < 0) return;
    const first = value >>> 8;
    const count = one ? Math.min(1, value & 0xff) : value & 0xff;
    for (let token = first; token < first + count; token++) {
      const cost = table.cost(token) + (origin === KNOWN ? surchargeOf(token, end - start) : 0);
      put(start, end, table.leftId(token), table.rightId(token), cost, origin, token);
    }
  }

  function put(
    start: number,
    end: number,
    left: number,
    right: number,
    cost: number,
    origin: number,
    token: number,
  ): void {
    const node = addNode(lattice);
    lattice.start[node] = start;
    lattice.end[node] = end;
    lattice.left[node] = left;
    lattice.right[node] = right;
    lattice.wordCost[node] = cost;
    lattice.origin[node] = origin;
    lattice.token[node] = token;
  }

  function addExtra(text: Encoded, start: number, limit: number): void {
    const unit = text.unitAt[start] ?? 0;
    for (const { index, length } of extra.startingAt(text.text, unit)) {
      const end = text.byteAt[unit + length] ?? limit + 1;
      const word = extra.list[index];
      if (word && end <= limit) put(start, end, word.id, word.id, word.cost, EXTRA, index);
    }
  }

  /** Adds every word that can start at `from` (spaces before it are skipped), but none that runs past `limit`. */
  function addCandidates(text: Encoded, from: number, limit: number): void {
    let start = from;
    while (start < limit && shareCategory(space, categories.info(codePointAt(text, start))))
      start += sizeAt(text, start);
    if (start >= limit) return;
    const before = lattice.count;
    const found = words.keys.prefixes(text.bytes, start, limit, prefixes);
    for (let index = 0; index < found; index++) {
      addWords(words, prefixes[index * 2] ?? -1, start, prefixes[index * 2 + 1] ?? start, KNOWN);
    }
    addExtra(text, start, limit);
    const info = categories.info(codePointAt(text, start));
    if (lattice.count > before && !invokes(info)) return;
    addUnknowns(text, start, limit, info);
    const end = start + sizeAt(text, start);
    if (lattice.count === before) addWords(unknowns, unknownValue[ownCategory(info)] ?? -1, start, end, UNKNOWN);
  }

  function addUnknowns(text: Encoded, start: number, limit: number, info: number): void {
    const value = unknownValue[ownCategory(info)] ?? -1;
    const second = start + sizeAt(text, start);
    let groupEnd = -1;
    if (groups(info)) {
      let end = second;
      let more = 0;
      let last = info;
      while (end < limit) {
        const here = categories.info(codePointAt(text, end));
        if (!shareCategory(last, here)) break;
        last = here;
        end += sizeAt(text, end);
        more++;
      }
      if (more <= MAX_GROUP) addWords(unknowns, value, start, end, UNKNOWN);
      groupEnd = end;
    }
    let end = second;
    for (let length = 1; length <= unknownLength(info) && end <= limit; length++) {
      if (end === groupEnd) continue;
      addWords(unknowns, value, start, end, UNKNOWN);
      if (end >= limit || !shareCategory(info, categories.info(codePointAt(text, end)))) break;
      end += sizeAt(text, end);
    }
  }

  /** Joins the nodes from `first` on to the cheapest node that ends at `at`; the last one found comes first, as in MeCab. */
  function connect(first: number, at: number): void {
    const { left, right, total, previous, sameEnd, lastEndingAt, wordCost, end } = lattice;
    for (let node = lattice.count - 1; node >= first; node--) {
      const leftId = left[node] ?? 0;
      let best = Number.POSITIVE_INFINITY;
      let from = -1;
      for (let other = lastEndingAt[at] ?? -1; other >= 0; other = sameEnd[other] ?? -1) {
        const cost = (total[other] ?? 0) + matrix.cost(right[other] ?? 0, leftId);
        if (cost < best) {
          best = cost;
          from = other;
        }
      }
      total[node] = best + (wordCost[node] ?? 0);
      previous[node] = from;
      const to = end[node] ?? at;
      sameEnd[node] = lastEndingAt[to] ?? -1;
      lastEndingAt[to] = node;
    }
  }

  function addEdge(at: number): number {
    const node = addNode(lattice);
    for (const field of ['left', 'right', 'wordCost', 'total'] as const) lattice[field][node] = 0;
    lattice.start[node] = at;
    lattice.end[node] = at;
    lattice.previous[node] = -1;
    lattice.sameEnd[node] = -1;
    return node;
  }

  function featureOf(origin: number, token: number): string {
    if (origin === EXTRA) return extra.list[token]?.feature ?? '';
    return (origin === KNOWN ? words : unknowns).feature(token);
  }

  function path(text: Encoded, last: number): Token[] {
    const tokens: Token[] = [];
    for (let node = lattice.previous[last] ?? -1; node > 0; node = lattice.previous[node] ?? -1) {
      const origin = lattice.origin[node] ?? KNOWN;
      tokens.push({
        start: text.unitAt[lattice.start[node] ?? 0] ?? 0,
        end: text.unitAt[lattice.end[node] ?? 0] ?? 0,
        kind: KINDS[origin] ?? 'known',
        feature: featureOf(lattice.origin[node] ?? KNOWN, lattice.token[node] ?? 0),
        cost: lattice.total[node] ?? 0,
      });
    }
    return tokens.reverse();
  }

  return {
    analyse(source, fixed = []) {
      const text = encode(source);
      clearLattice(lattice, text.length);
      lattice.lastEndingAt[0] = addEdge(0);
      let next = 0;
      for (let at = 0; at < text.length; at++) {
        if ((lattice.lastEndingAt[at] ?? -1) < 0) continue;
        while (next < fixed.length && (text.byteAt[fixed[next]?.start ?? 0] ?? 0) < at) next++;
        const span = fixed[next];
        const limit = span ? (text.byteAt[span.start] ?? 0) : text.length;
        const first = lattice.count;
        if (span && limit === at) {
          const value = unknownValue[categories.names.indexOf(span.category)] ?? -1;
          addWords(unknowns, value, at, text.byteAt[span.end] ?? at, FIXED, true);
        } else {
          addCandidates(text, at, limit);
          // Only spaces are left before a fixed word: step over them.
          if (lattice.count === first && limit < text.length) skipSpaces(at, limit);
        }
        connect(first, at);
      }
      let at = text.length;
      while (at > 0 && (lattice.lastEndingAt[at] ?? -1) < 0) at--;
      const last = addEdge(text.length);
      connect(last, at);
      return { tokens: path(text, last), cost: lattice.total[last] ?? 0 };
    },
    lookUp(surface) {
      const value = words.keys.exact(utf8.encode(surface));
      if (value < 0) return [];
      const tokens = Array.from({ length: value & 0xff }, (_, index) => (value >>> 8) + index);
      return tokens.sort((a, b) => words.cost(a) - words.cost(b)).map((token) => words.feature(token));
    },
  };

  /** Lets the nodes that end before the spaces end after them. */
  function skipSpaces(at: number, to: number): void {
    lattice.lastEndingAt[to] = lattice.lastEndingAt[at] ?? -1;
  }
}
