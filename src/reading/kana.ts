const VOWEL_ROWS: Readonly<Record<string, string>> = {
  ア: 'アカサタナハマヤラワガザダバパァャヮヵヷ',
  イ: 'イキシチニヒミリギジヂビピィヰヸ',
  ウ: 'ウクスツヌフムユルグズヅブプゥュヴ',
  エ: 'エケセテネヘメレゲゼデベペェヱヶヹ',
  オ: 'オコソトノホモヨロゴゾドボポォョヲヺ',
};

const VOWELS = new Map(Object.entries(VOWEL_ROWS).flatMap(([vowel, row]) => [...row].map((kana) => [kana, vowel])));

/** The vowel kana (アイウエオ) on which a katakana ends, or '' (ン, ッ, ー, anything else). */
export const vowelOf = (kana: string | undefined): string => (kana ? (VOWELS.get(kana) ?? '') : '');

/** Hiragana to katakana, one to one; everything else stays. */
export function toKatakana(text: string): string {
  return text.replace(/[ぁ-ゖゝゞ]/g, (kana) => String.fromCharCode(kana.charCodeAt(0) + 0x60));
}

/** Only hiragana, katakana and the long-vowel mark. */
export const isKana = (text: string): boolean => /^[ぁ-ゖァ-ヺー]+$/.test(text);

/** Morae of katakana: small vowels and ャュョ belong to the kana before them; ン, ッ and ー count. */
export function moraeOf(kana: string): number {
  return (toKatakana(kana).match(/[ァ-ヺー]/g) ?? []).filter((sign) => !/[ァィゥェォャュョヮ]/.test(sign)).length;
}
