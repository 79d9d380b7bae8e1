import type { Matcher, Piece, Span } from '../span.ts';
import { countKana } from './counters.ts';
import { beforePoint, digitsKana, fractionKana, integerKana } from './integers.ts';
import { MONEY, UNIT_KANA, UNITS } from './units.ts';

const UNIT_PATTERN = Object.keys(UNITS)
  .sort((a, b) => b.length - a.length)
  .map((unit) => unit.replace(/[/$]/g, '\\$&'))
  .join('|');

type Rule = readonly [pattern: RegExp, read: (match: RegExpExecArray) => string | undefined];

/** From the most to the least particular; each pattern is tried where a number may start. */
const RULES: readonly Rule[] = [
  [/0[xX]([0-9A-Fa-f]+)(?![0-9A-Za-z])/y, ([, hex = '']) => `ゼロエックス${spellHex(hex)}`],
  [/(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?![\d/-])/y, ([, year = '', month = '', day = '']) => dateKana(year, month, day)],
  [/(\d{1,2}):(\d{2})(?::(\d{2}))?(?![\d:])/y, ([, hour = '', minute = '', second]) => timeKana(hour, minute, second)],
  [/(\d{1,4}):(\d{1,4})(?![\d:])/y, ([, one = '', other = '']) => `${integerKana(one)} タイ ${integerKana(other)}`],
  [
    /(?:[vV](?:er|ersion)?\.? ?)(\d+(?:\.\d+)*)(?:\.x)?(?![\dA-Za-z])/y,
    ([, version = '']) => `バージョン ${versionKana(version)}`,
  ],
  [/\d+(?:\.\d+){2,}(?![\dA-Za-z])/y, ([version]) => versionKana(version)],
  [new RegExp(`([${Object.keys(MONEY).join('')}]) ?(\\d+(?:,\\d{3})*)(?:\\.(\\d+))?`, 'y'), moneyKana],
  [/([1-9])(つ目?)(?![いきけなまも])/y, ([, digit = '', counter = '']) => countKana(digit, counter)],
  [/#(\d+)(?![\dA-Za-z])/y, ([, digits = '']) => `${integerKana(digits)}バン`],
  [new RegExp(`(-?)(\\d+(?:,\\d{3})*|\\d+)(?:\\.(\\d+))? ?(?:(${UNIT_PATTERN})(?![A-Za-z0-9])|(%))`, 'y'), unitKana],
  [
    /(-?)(\d+(?:,\d{3})*|\d+)\.(\d+)/y,
    ([, sign, whole = '', fraction = '']) => signKana(sign) + decimalKana(whole, fraction),
  ],
  [/(\d{1,3})\/(\d{1,3})(?![\d/])/y, ([, upper = '', lower = '']) => fractionOf(upper, lower)],
];

/** Reads what starts at `at` with a digit, a sign, a money sign or v + digit. */
export const matchNumber: Matcher = (text, at) => {
  if (!/[\d#vV$¥€£₩₹-]/.test(text[at] ?? '') || /[A-Za-z0-9]/.test(text[at - 1] ?? '')) return undefined;
  for (const [pattern, read] of RULES) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    const kana = match ? read(match) : undefined;
    if (match && kana !== undefined) return span(at, [{ surface: match[0], kana }]);
  }
  return wholeNumber(text, at);
};

const COUNTED = /^\d+ ?(?:[行分秒個件回人日時年月歳本枚章倍つ番桁％%]|ページ|文字|か所|ヶ月|[kKMGTm]?B\b|ms\b|px\b)/;

/**
 * What a wave, a dash or a hyphen between two numbers is read as: 3〜5 is サン カラ ゴ, 3-5行 too, リスト3-5 is サン ノ ゴ.
 * Undefined where it is none of these.
 */
export function rangeKana(text: string, at: number): string | undefined {
  if (!/[〜~–—-]/.test(text[at] ?? '')) return undefined;
  const before = /(\d+)[^\d\s、。A-Za-z]{0,3}$/.exec(text.slice(Math.max(0, at - 12), at));
  const after = /^\d+/.exec(text.slice(at + 1, at + 12));
  if (!before || !after) return undefined;
  if (text[at] !== '-') return 'カラ';
  if (!/\d$/.test(text[at - 1] ?? '')) return undefined;
  return Number(before[1]) < Number(after[0]) && COUNTED.test(text.slice(at + 1, at + 24)) ? 'カラ' : 'ノ';
}

function wholeNumber(text: string, at: number): Span | undefined {
  const match = /^-?\d+(?:,\d{3})*(?!\d)|^\d+/.exec(text.slice(at, at + 64));
  if (!match || (match[0].startsWith('-') && /[\w)]/.test(text[at - 1] ?? ''))) return undefined;
  const digits = match[0].replace(/[-,]/g, '');
  const sign = match[0].startsWith('-') ? 'マイナス' : '';
  const pieces = [{ surface: match[0], kana: sign + integerKana(digits) }];
  return sign ? span(at, pieces) : { ...span(at, pieces), number: digits };
}

function span(at: number, pieces: readonly Piece[]): Span {
  return { start: at, end: at + pieces.reduce((sum, { surface }) => sum + surface.length, 0), kind: 'number', pieces };
}

const signKana = (sign: string | undefined): string => (sign === '-' ? 'マイナス' : '');

function dateKana(year: string, month: string, day: string): string | undefined {
  if (Number(month) > 12 || Number(day) > 31 || Number(month) < 1 || Number(day) < 1) return undefined;
  return `${countKana(year, '年')} ${countKana(`${Number(month)}`, '月')} ${dayKana(`${Number(day)}`)}`;
}

/** The day of a month: 一日 is ツイタチ. */
export const dayKana = (day: string): string => (day === '1' ? 'ツイタチ' : (countKana(day, '日') ?? ''));

function timeKana(hour: string, minute: string, second: string | undefined): string | undefined {
  if (Number(hour) > 29 || Number(minute) > 59) return undefined;
  const minutes = Number(minute) === 0 && !second ? '' : countKana(`${Number(minute)}`, '分');
  return [countKana(`${Number(hour)}`, '時'), minutes, second ? countKana(`${Number(second)}`, '秒') : '']
    .join(' ')
    .trim();
}

/** 2.3.1 is ニーテンサンテンイチ; each part is a whole number. */
export function versionKana(version: string): string {
  const parts = version.split('.');
  if (parts.length === 2 && (parts[1]?.length ?? 0) > 1) return decimalKana(parts[0] ?? '', parts[1] ?? '');
  return parts
    .map((part, index) => (index < parts.length - 1 ? beforePoint(part, 'ゼロ') : integerKana(part)))
    .join('テン');
}

function decimalKana(whole: string, fraction: string): string {
  return `${beforePoint(whole.replace(/,/g, ''))}テン${fractionKana(fraction)}`;
}

function moneyKana([, sign = '', whole = '', fraction]: RegExpExecArray): string | undefined {
  const counter = MONEY[sign] ?? '';
  const digits = whole.replace(/,/g, '');
  if (fraction) return decimalKana(whole, fraction) + (counter === '円' ? 'エン' : counter);
  return countKana(digits, counter) ?? integerKana(digits) + counter;
}

function unitKana([, sign, whole = '', fraction, letters, percent]: RegExpExecArray): string | undefined {
  const counter = UNITS[letters ?? percent ?? ''] ?? '';
  const digits = whole.replace(/,/g, '');
  if (fraction) return signKana(sign) + decimalKana(whole, fraction) + tailKana(counter);
  return signKana(sign) + (countKana(digits, counter) ?? integerKana(digits) + tailKana(counter));
}

/** The counter's own reading, as it stands after a number that changes nothing. */
function tailKana(counter: string): string {
  const known = countKana('2', counter);
  return UNIT_KANA[counter] ?? (known?.startsWith('ニ') ? known.slice(1) : counter);
}

function fractionOf(upper: string, lower: string): string | undefined {
  if (Number(upper) >= Number(lower) || Number(lower) === 0) return undefined;
  return `${integerKana(lower)}ブンノ${integerKana(upper)}`;
}

function spellHex(hex: string): string {
  const letters: Readonly<Record<string, string>> = {
    a: 'エー',
    b: 'ビー',
    c: 'シー',
    d: 'ディー',
    e: 'イー',
    f: 'エフ',
  };
  return [...hex.toLowerCase()].map((sign) => letters[sign] ?? digitsKana(sign)).join('');
}
