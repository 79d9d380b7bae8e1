const DIGITS = ['ゼロ', 'イチ', 'ニ', 'サン', 'ヨン', 'ゴ', 'ロク', 'ナナ', 'ハチ', 'キュー'];
const LONG_DIGITS = ['ゼロ', 'イチ', 'ニー', 'サン', 'ヨン', 'ゴー', 'ロク', 'ナナ', 'ハチ', 'キュー'];
const HUNDREDS = [
  '',
  'ヒャク',
  'ニヒャク',
  'サンビャク',
  'ヨンヒャク',
  'ゴヒャク',
  'ロッピャク',
  'ナナヒャク',
  'ハッピャク',
  'キューヒャク',
];
const THOUSANDS = [
  '',
  'セン',
  'ニセン',
  'サンゼン',
  'ヨンセン',
  'ゴセン',
  'ロクセン',
  'ナナセン',
  'ハッセン',
  'キューセン',
];
const MYRIADS = ['', 'マン', 'オク', 'チョー', 'ケー'];
const GEMINATE: Readonly<Record<string, string>> = { イチ: 'イッ', ハチ: 'ハッ', ジュー: 'ジュッ' };

/** Beyond this many digits a number is said digit by digit. */
const MOST_DIGITS = 20;

/** A whole number, its last spoken unit apart: sound changes before a counter touch only that. */
export interface SpokenInteger {
  readonly head: string;
  readonly last: string;
  /** '0' to '9', or '10', '100', '1000', '10000'; 一万 and above all count as '10000'. */
  readonly unit: string;
}

/** Katakana of a whole number given as ASCII digits: 1234 is センニヒャクサンジューヨン; with leading zeros or too long, digit by digit. */
export function integerKana(digits: string): string {
  const { head, last } = spokenInteger(digits);
  return head + last;
}

export function spokenInteger(digits: string): SpokenInteger {
  if (/^0\d/.test(digits) || digits.length > MOST_DIGITS) return { head: '', last: digitsKana(digits), unit: '' };
  if (digits === '0') return { head: '', last: 'ゼロ', unit: '0' };
  const units: { kana: string; unit: string }[] = [];
  const groups = Math.ceil(digits.length / 4);
  const padded = digits.padStart(groups * 4, '0');
  for (let group = 0; group < groups; group++) {
    const four = padded.slice(group * 4, group * 4 + 4);
    const power = groups - 1 - group;
    const inside = belowMyriad(four, power);
    if (inside.length === 0) continue;
    units.push(...inside);
    if (power > 0) units.push({ kana: MYRIADS[power] ?? '', unit: '10000' });
    if (power >= 3) geminate(units);
  }
  const last = units.pop() ?? { kana: '', unit: '' };
  return { head: units.map(({ kana }) => kana).join(''), last: last.kana, unit: last.unit };
}

/** Digit by digit, as in telephone numbers, with the short ones drawn out: 2025 is ニーゼロニーゴー. */
export const digitsKana = (digits: string): string =>
  [...digits].map((digit) => LONG_DIGITS[Number(digit)] ?? '').join('');

/** What follows the point of a decimal: digit by digit, the last one short (2.25 is ニーテンニーゴ). */
export function fractionKana(digits: string): string {
  return digitsKana(digits).replace(/(?<=ニ|ゴ)ー$/, '');
}

/** A number before テン: 1 is イッ, 2 is ニー, 10 is ジュッ, 0 is レー when `zero` says so. */
export function beforePoint(digits: string, zero = 'レー'): string {
  const { head, last, unit } = spokenInteger(digits);
  if (unit === '0') return zero;
  if (unit === '2' || unit === '5') return `${head}${last}ー`;
  return head + (GEMINATE[last] ?? last);
}

function belowMyriad(four: string, power: number): { kana: string; unit: string }[] {
  const [thousands = 0, hundreds = 0, tens = 0, ones = 0] = [...four].map(Number);
  const units: { kana: string; unit: string }[] = [];
  const oneThousand = four === '1000' && power > 0 ? 'イッセン' : THOUSANDS[thousands];
  if (thousands > 0) units.push({ kana: oneThousand ?? '', unit: '1000' });
  if (hundreds > 0) units.push({ kana: HUNDREDS[hundreds] ?? '', unit: '100' });
  if (tens > 1) units.push({ kana: DIGITS[tens] ?? '', unit: `${tens}` });
  if (tens > 0) units.push({ kana: 'ジュー', unit: '10' });
  if (ones > 0) units.push({ kana: DIGITS[ones] ?? '', unit: `${ones}` });
  return units;
}

/** 一兆 is イッチョー, 十兆 ジュッチョー. */
function geminate(units: { kana: string; unit: string }[]): void {
  const before = units.at(-2);
  if (before && units.at(-1)?.kana === 'チョー') before.kana = GEMINATE[before.kana] ?? before.kana;
}
