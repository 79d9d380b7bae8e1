const DIGITS = '〇一二三四五六七八九';
const SMALL: Readonly<Record<string, bigint>> = { 十: 10n, 百: 100n, 千: 1000n };
const LARGE: Readonly<Record<string, bigint>> = { 万: 10n ** 4n, 億: 10n ** 8n, 兆: 10n ** 12n };

/** A whole number in kanji, or in digits and kanji (3万5000), as ASCII digits; undefined for what is none. */
export function kanjiNumber(text: string): string | undefined {
  if (text.length > 40 || !/^[\d〇零一二三四五六七八九十百千万億兆]+$/.test(text)) return undefined;
  if (/^[〇零一二三四五六七八九]{2,}$/.test(text)) return [...text].map(digit).join('');
  let total = 0n;
  let section = 0n;
  let digits = '';
  for (const sign of text) {
    const small = SMALL[sign];
    const large = LARGE[sign];
    if (small !== undefined) {
      section += BigInt(digits || '1') * small;
      digits = '';
    } else if (large !== undefined) {
      const before = section + BigInt(digits || '0');
      total += (before || 1n) * large;
      section = 0n;
      digits = '';
    } else {
      const value = digit(sign);
      if (digits && !/\d/.test(sign)) return undefined;
      digits += value;
    }
  }
  return `${total + section + BigInt(digits || '0')}`;
}

const digit = (sign: string): string =>
  /\d/.test(sign) ? sign : `${Math.max(0, DIGITS.indexOf(sign === '零' ? '〇' : sign))}`;
