/**
 * The numbers that an English sentence writes in digits, each in one form: no thousands separators, no leading
 * zeros, as they stand (`3.2.1` is one). Digits inside a word (`utf8`, `x86`) are part of that word and not counted.
 */
export function writtenNumbers(text: string): string[] {
  const found = text.normalize('NFKC').match(/(?<![\p{L}\p{N}_])v?\d+(?:[.,:]\d+)*/gu) ?? [];
  return found.map((number) => canonical(number.replace(/^v/, '')));
}

/**
 * Numbers from three to twelve that an English sentence writes as words, and "twice", with their digits. One and two are left
 * out: Japanese has many words for them (両方, もう一方).
 */
export function spelledNumbers(text: string): Array<readonly [word: string, digits: string]> {
  const words = text.toLowerCase().match(SPELLED) ?? [];
  return words.map((word) => [word, word === 'twice' ? '2' : String(WORDS.indexOf(word) + 3)]);
}

const WORDS = ['three', 'four', 'five', 'six', 'seven', 'eight', 'nine', 'ten', 'eleven', 'twelve'];
const SPELLED = new RegExp(`(?<![\\w-])(?:${WORDS.join('|')}|twice)(?![\\w-])`, 'g');

/** The numbers of a Japanese sentence in the same form; kanji numerals count too (三つ, 十二). */
export function japaneseNumbers(text: string): string[] {
  const normal = text.normalize('NFKC');
  const digits = (normal.match(/\d+(?:[.,:]\d+)*/g) ?? []).map(canonical);
  const units = [...normal.matchAll(/(\d+(?:\.\d+)?)(万|億)/g)].map(([, number, unit]) =>
    String(Number(number) * (unit === '万' ? 1e4 : 1e8)),
  );
  const kanji = (normal.match(/[〇一二三四五六七八九十百千万億]+/g) ?? []).map((numeral) => String(fromKanji(numeral)));
  const ones = ['ひとつ', 'ふたつ', 'みっつ', 'よっつ', 'いつつ'].flatMap((word, i) =>
    normal.includes(word) ? [String(i + 1)] : [],
  );
  return [...digits, ...units, ...kanji, ...ones];
}

function canonical(number: string): string {
  const bare = /^\d{1,3}(?:,\d{3})+(?:\.\d+)?$/.test(number) ? number.replaceAll(',', '') : number;
  return bare.replace(/^0+(?=\d)/, '');
}

function fromKanji(numeral: string): number {
  const DIGITS = '〇一二三四五六七八九';
  const SMALL: Readonly<Record<string, number>> = { 十: 10, 百: 100, 千: 1000 };
  const LARGE: Readonly<Record<string, number>> = { 万: 1e4, 億: 1e8 };
  let total = 0;
  let section = 0;
  let digit = -1;
  for (const sign of numeral) {
    const small = SMALL[sign];
    const large = LARGE[sign];
    if (small !== undefined) {
      section += (digit === -1 ? 1 : digit) * small;
      digit = -1;
    } else if (large !== undefined) {
      total += (section + Math.max(digit, 0) || 1) * large;
      section = 0;
      digit = -1;
    } else digit = digit === -1 ? DIGITS.indexOf(sign) : digit * 10 + DIGITS.indexOf(sign);
  }
  return total + section + Math.max(digit, 0);
}
