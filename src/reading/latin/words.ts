import { table } from '../../kit/table.ts';
import { digitsKana, integerKana } from '../numbers/integers.ts';
import type { Piece } from '../span.ts';
import { soundOut } from './graphemes.ts';
import { spell } from './letters.ts';
import { TERMS } from './terms.ts';

export interface LatinReader {
  /** One or more words in Latin letters, an identifier or a compound: its parts, in order, which together are `word`. */
  read(word: string): readonly Piece[];
  /** A known term, as written or whatever its case; words of a term are parted by single spaces. */
  term(words: string): string | undefined;
}

/**
 * Reads words in Latin letters. The user's terms come first, then the table of developers' terms, then what the dictionary
 * has (`lookUp`: kana of a word, or undefined), then the rules: parts of an identifier one by one, letters one by one where
 * nobody could pronounce the word, and English spelling else.
 */
export function createLatinReader(
  lookUp: (word: string) => string | undefined,
  terms: Readonly<Record<string, string>> = {},
  pronounce: (word: string) => string = soundOut,
): LatinReader {
  const own = new Map(
    Object.entries(terms).flatMap(([word, kana]): [string, string][] => [
      [word, kana],
      [fold(word), kana],
    ]),
  );
  const seen = new Map<string, string>();

  const term = (words: string): string | undefined =>
    own.get(words) ?? own.get(fold(words)) ?? TERMS.get(words) ?? TERMS.get(fold(words));

  function readWord(word: string): string {
    const known = seen.get(word);
    if (known !== undefined) return known;
    const kana = wordKana(word);
    if (seen.size > 5000) seen.clear();
    seen.set(word, kana);
    return kana;
  }

  function wordKana(word: string): string {
    const known = term(word) ?? inflected(word, term);
    if (known !== undefined) return known;
    if (word.length === 1) return spell(word);
    const acronym = /^[A-Z]{2,}$/.test(word);
    const plural = /^([A-Z]{2,})(s|es)$/.exec(word);
    if (plural?.[1]) return `${readWord(plural[1])}ズ`;
    if (acronym && word.length <= 4) return lookUp(word) ?? spell(word);
    return lookUp(word) ?? inflected(word.toLowerCase(), lookUp) ?? guess(word);
  }

  function guess(word: string): string {
    const lower = word.toLowerCase();
    return compound(lower) ?? (isPronounceable(word) ? pronounce(lower) || soundOut(lower) : spell(word));
  }

  /** Two known words written as one: typewriter. */
  function compound(word: string): string | undefined {
    const [, prefix = '', rest = ''] = PREFIX.exec(word) ?? [];
    const known = rest === '' ? undefined : (term(rest) ?? inflected(rest, term) ?? lookUp(rest));
    if (known !== undefined) return (PREFIXES[prefix] ?? '') + known;
    for (let cut = word.length - SHORTEST_PART; cut >= SHORTEST_PART; cut--) {
      const first = term(word.slice(0, cut)) ?? lookUp(word.slice(0, cut));
      const tail = word.slice(cut);
      if (SUFFIX.test(tail)) continue;
      const second = first === undefined ? undefined : (term(tail) ?? inflected(tail, term) ?? lookUp(tail));
      if (first !== undefined && second !== undefined) return first + second;
    }
    return undefined;
  }

  return {
    term,
    read(word) {
      const whole = term(word);
      if (whole !== undefined) return [{ surface: word, kana: whole }];
      if (isHash(word))
        return [{ surface: word, kana: [...word].map((sign) => spell(sign) || digitsKana(sign)).join('') }];
      return splitIdentifier(word).map((surface) => {
        if (/^[A-Za-z']+$/.test(surface)) return { surface, kana: readWord(surface) };
        if (/^\d+$/.test(surface)) return { surface, kana: integerKana(surface) };
        return { surface, kana: term(surface) ?? '' };
      });
    },
  };
}

/** Parts of compounds are at least so long; shorter ones are found in too many words. */
const SHORTEST_PART = 4;
const SUFFIX = /^(?:ation|able|ness|ally|ance|ment|less|ting|tion|ings|ible|ence|ized)$/;
const PREFIXES = table<string>({
  get: 'ゲット',
  set: 'セット',
  add: 'アッド',
  sub: 'サブ',
  pre: 'プレ',
  non: 'ノン',
  multi: 'マルチ',
  auto: 'オート',
  un: 'アン',
  re: 'リ',
  dis: 'ディス',
  mis: 'ミス',
  inter: 'インター',
  super: 'スーパー',
  micro: 'マイクロ',
  hyper: 'ハイパー',
  anti: 'アンチ',
  over: 'オーバー',
});
const PREFIX = new RegExp(`^(${Object.keys(PREFIXES).join('|')})([a-z]{4,})$`);

/** A commit's hash or the like. */
const isHash = (word: string): boolean => /^(?=[a-f]*\d)(?=\d*[a-f])[\da-f]{7,40}$/.test(word);

const fold = (word: string): string => word.toLowerCase();

/** camelCase, PascalCase, snake_case, kebab-case and letters with digits, cut into words, numbers and the signs between. */
export function splitIdentifier(word: string): string[] {
  return word.match(/[A-Z]{2,}s(?![a-z])|[A-Z]+(?![a-z'])|[A-Z]?[a-z]+(?:'[a-z]+)?|\d+|[^A-Za-z\d]+|[A-Z]|'/g) ?? [];
}

const ENDINGS: readonly (readonly [ending: RegExp, bases: readonly string[], kana: (base: string) => string])[] = [
  [/ies$/, ['y'], (base) => `${base.replace(/ー$/, 'ー')}ズ`],
  [/(?<=s|x|z|ch|sh)es$/, ['', 'e'], (base) => `${base}イズ`.replace(/スイズ$/, 'シズ').replace(/チイズ$/, 'チズ')],
  [/s$/, [''], plural],
  [/ing$/, ['', 'e'], ingKana],
  [/(?<=([bdglmnprt]))\1ing$/, [''], ingKana],
  [/ed$/, ['', 'e'], edKana],
  [/er$/, ['', 'e'], erKana],
  [/'s$/, [''], plural],
];

/** An English ending on a known word: fetching from fetch. */
function inflected(word: string, known: (word: string) => string | undefined): string | undefined {
  if (word.length < 4 || !/^[A-Z]?[a-z']+$/.test(word)) return undefined;
  for (const [ending, bases, kana] of ENDINGS) {
    const stem = word.replace(ending, '');
    if (stem === word || stem.length < 3) continue;
    for (const tail of bases) {
      const base = known(stem + tail);
      if (base !== undefined) return kana(base);
    }
  }
  return undefined;
}

function plural(base: string): string {
  if (base.endsWith('ト')) return `${base.slice(0, -1)}ツ`;
  if (base.endsWith('ド')) return `${base.slice(0, -1)}ズ`;
  return base + (/[クプフ]$/.test(base) ? 'ス' : 'ズ');
}

const I_ROW: Readonly<Record<string, string>> = {
  ウ: 'ウイ',
  ク: 'キ',
  グ: 'ギ',
  ス: 'シ',
  ズ: 'ジ',
  ツ: 'ツィ',
  ト: 'ティ',
  ド: 'ディ',
  フ: 'フィ',
  ブ: 'ビ',
  プ: 'ピ',
  ム: 'ミ',
  ル: 'リ',
  ン: 'ニ',
  チ: 'チ',
  シュ: 'シ',
  ジ: 'ジ',
  ヴ: 'ヴィ',
};

function ingKana(base: string): string {
  if (base.endsWith('シュ')) return `${base.slice(0, -1)}ング`;
  const last = base.at(-1) ?? '';
  if (last === 'ー') return `${base.slice(0, -1)}${base.endsWith('アー') || base.endsWith('ター') ? 'ー' : ''}リング`;
  return I_ROW[last] ? `${base.slice(0, -1)}${I_ROW[last]}ング` : `${base}イング`;
}

function edKana(base: string): string {
  if (/[トド]$/.test(base)) return `${base.slice(0, -1)}${base.endsWith('ト') ? 'テッド' : 'デッド'}`;
  return /[クプスシュチ]$/.test(base) ? `${base}ト` : `${base}ド`;
}

function erKana(base: string): string {
  const rows: Readonly<Record<string, string>> = {
    ク: 'カー',
    グ: 'ガー',
    ス: 'サー',
    ズ: 'ザー',
    ト: 'ター',
    ド: 'ダー',
    プ: 'パー',
    ブ: 'バー',
    ム: 'マー',
    ル: 'ラー',
    ン: 'ナー',
    チ: 'チャー',
    フ: 'ファー',
  };
  if (base.endsWith('シュ')) return `${base.slice(0, -1)}ャー`;
  const last = base.at(-1) ?? '';
  return rows[last] ? base.slice(0, -1) + rows[last] : `${base.replace(/ー$/, '')}アー`;
}

/** Whether a reader of English would say the word and not its letters. */
function isPronounceable(word: string): boolean {
  const lower = word.toLowerCase();
  if (!/[aeiouy]/.test(lower)) return false;
  if (/^[A-Z]+$/.test(word) && word.length <= 4) return false;
  if (lower.length <= 2) return false;
  return !/[bcdfghjklmnpqrstvwxz]{5}|^[bcdfgjkmnpqtvxz]{3}|^(?!(?:bl|br|ch|cl|cr|dr|dw|fl|fr|gh|gl|gn|gr|kh|kl|kn|kr|ph|pl|pr|ps|qu|rh|sc|sh|sk|sl|sm|sn|sp|sq|sr|st|sv|sw|th|tr|ts|tw|wh|wr|[b-df-hj-np-tv-z]y))[b-df-hj-np-tv-xz]{2}/.test(
    lower,
  );
}
