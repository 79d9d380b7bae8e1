import { table } from '../../kit/table.ts';
import { isPos, type Morph, type MorphRule } from '../morph.ts';

interface SuffixRow {
  readonly surface: string;
  readonly kana: string;
  /** Of the word before: its part of speech (second level), and what its surface must look like. */
  readonly after: string | undefined;
  readonly like?: RegExp;
  readonly unlike?: RegExp;
}

/** Suffixes whose reading the kind of the word before decides. */
const ROWS: readonly SuffixRow[] = [
  // A place where something is done is ジョ (相談所, 撮影所), but for some old names of offices and works.
  {
    surface: '所',
    kana: 'ジョ',
    after: 'サ変接続',
    unlike: /(?:製作|発電|変電|登記|裁判|刑務|事務|営業|保育|試験|測候|鉄工|工作|支)$/,
  },
  {
    surface: '所',
    kana: 'ジョ',
    after: undefined,
    like: /^(?:取引|紹介|停留|洗面|託児|休憩|給油|投票|検問|醸造|蒸留|診療)$/,
  },
  // Who has an office or a trade is ニン (案内人, 管理人), who is of a kind ジン.
  { surface: '人', kana: 'ニン', after: 'サ変接続', unlike: /(?:渡来|帰化|文化|社会|経済|芸能|外国|教養|読書|国際)$/ },
  {
    surface: '人',
    kana: 'ニン',
    after: undefined,
    like: /(?:届出|支払|申立|借り|使用|差出|受取|引受|世話|商売|仲買|名義)$/,
  },
  {
    surface: '者',
    kana: 'モノ',
    after: undefined,
    like: /(?:[れきけりえ]|厄介|乱暴|正直|頑固|卑怯|臆病|果報)$/,
    unlike: /^(?:寄り添|受け入|引き受)/,
  },
  { surface: '等', kana: 'トー', after: undefined, like: /[一-鿿]$/ },
  { surface: '家', kana: 'ケ', after: '固有名詞', like: /^(?!画|作)[一-鿿]{2,}$/ },
];

/** Single kanji that are read as in Chinese where a compound of Chinese words follows them (骨密度, 公教育, 心停止). */
const PREFIXES = table<string>({
  公: 'コー',
  骨: 'コツ',
  肝: 'カン',
  心: 'シン',
  既: 'キ',
  常: 'ジョー',
  年: 'ネン',
  京: 'キョー',
  従: 'ジュ',
  偽: 'ギ',
  乳: 'ニュー',
  綿: 'メン',
  主: 'シュ',
});

export const readSuffixes: MorphRule = (morphs) =>
  morphs.map((morph, index) => {
    const before = morphs[index - 1];
    if (isPrefix(before, morph, morphs[index + 1])) return { ...morph, kana: PREFIXES[morph.surface] ?? morph.kana };
    const row =
      before && before.end === morph.start ? ROWS.find((candidate) => fits(candidate, morph, before)) : undefined;
    return row ? { ...morph, kana: row.kana } : morph;
  });

function isPrefix(before: Morph | undefined, morph: Morph, next: Morph | undefined): boolean {
  if (PREFIXES[morph.surface] === undefined || !next || next.start !== morph.end) return false;
  if (!isPos(next, '名詞') || !/^[一-鿿]{2}/.test(next.surface)) return false;
  // Of その年最大の, 私の心全体 or 笑った主人公 it is a word by itself.
  return !before || before.end !== morph.start || !/[一-鿿のたないるそ]$/.test(before.surface);
}

function fits({ surface, after, like, unlike }: SuffixRow, morph: Morph, before: Morph): boolean {
  if (morph.surface !== surface || !isPos(morph, '名詞', '接尾')) return false;
  if (after !== undefined && before.pos[1] !== after) return false;
  return (!like || like.test(before.surface)) && !unlike?.test(before.surface);
}
