import { levenshtein } from '../../kit/nearest.ts';

const ROWS: Readonly<Record<string, string>> = {
  ア: 'アカサタナハマヤラワガザダバパァャヮ',
  イ: 'イキシチニヒミリギジビピィ',
  ウ: 'ウクスツヌフムユルグズブプゥュヴ',
  エ: 'エケセテネヘメレゲゼデベペェ',
  オ: 'オコソトノホモヨロゴゾドボポォョ',
};
const VOWEL = new Map(Object.entries(ROWS).flatMap(([vowel, row]) => [...row].map((kana) => [kana, vowel] as const)));

/**
 * Brings a reading to one form, so that only real differences count: hiragana to katakana, long vowels spelled out
 * (キョー and キョウ to キョオ, セー and セイ to セエ), ヂ, ヅ and ヲ as they sound, いう as ゆう, nothing but kana.
 * A port of the evaluation data's normalise.py.
 */
export function normaliseKana(text: string): string {
  const kana = text
    .normalize('NFKC')
    .replace(/[ぁ-ゖ]/gu, (c) => String.fromCharCode(c.charCodeAt(0) + 0x60))
    .replace(/[^ァ-ヶー]/gu, '')
    .replace(/ヂ/gu, 'ジ')
    .replace(/ヅ/gu, 'ズ')
    .replace(/ヲ/gu, 'オ');
  let out = '';
  for (const c of kana) {
    const before = VOWEL.get(out.at(-1) ?? '');
    if (c === 'ー' && out !== '') out += before ?? 'ー';
    else if (before === 'オ' && c === 'ウ') out += 'オ';
    else if (before === 'エ' && c === 'イ') out += 'エ';
    else out += c;
  }
  return out.replace(/イウ/gu, 'ユウ');
}

/** Wrong kana (inserted and lost count) and kana meant. */
export function kanaErrors(meant: string, heard: string): { readonly wrong: number; readonly meant: number } {
  const wanted = normaliseKana(meant);
  return { wrong: levenshtein(normaliseKana(heard), wanted), meant: wanted.length };
}

/** The share of the meant kana that was heard wrong (inserted and lost kana count), both brought to one form. */
export function kanaErrorRate(meant: string, heard: string): number {
  const errors = kanaErrors(meant, heard);
  return errors.wrong / Math.max(1, errors.meant);
}
