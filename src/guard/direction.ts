import type { Check } from './check.ts';
import { japaneseNumbers, writtenNumbers } from './numbers.ts';
import { OPPOSITES } from './opposites.ts';

/** "From A to B" must come out as AからBへ; it was seen that a small model swaps them. */
export const RANGE: Check = {
  name: 'range',
  only: 'ja',
  passes: ({ source, translation }) => keepsRangeOrder(source, translation),
  right: [
    ['Memory use went up from 120 MB to 340 MB.', 'メモリ使用量は120 MBから340 MBに増えました。'],
    ['Listing 13-12 shows it.', 'リスト13-12はそれを示しています。'],
    ['It fell from 9 to 4.', '9から4に減りました。'],
  ],
  wrong: [
    ['Memory use went up from 120 MB to 340 MB.', 'メモリ使用量は340 MBから120 MBに増えました。'],
    ['Listing 13-12 shows it.', 'リスト12-13はそれを示しています。'],
    ['Listing 10-12 shows it.', '第10章から第12章に示されています。'],
    ['Loading time went down from 90 seconds to 12 seconds.', '読み込み時間は12秒から90秒に短縮されました。'],
  ],
};

/** A word of direction must not become its opposite: "behind" and 進んで, "slower" and 速く, "more than" and 未満. */
export const DIRECTION: Check = {
  name: 'direction',
  only: 'ja',
  passes: ({ source, translation }) => OPPOSITES.every((pair) => !isTurned(pair, source, translation)),
  right: OPPOSITES.flatMap(({ right }) => right),
  wrong: OPPOSITES.flatMap(({ wrong }) => wrong),
};

function isTurned({ one, other }: (typeof OPPOSITES)[number], source: string, translation: string): boolean {
  const [hasOne, hasOther] = [one.english.test(source), other.english.test(source)];
  if (hasOne === hasOther) return false;
  const [meant, opposite] = hasOne ? [one, other] : [other, one];
  return !meant.japanese.test(translation) && (opposite.clear ?? opposite.japanese).test(translation);
}

function keepsRangeOrder(source: string, translation: string): boolean {
  for (const [, from = '', to = ''] of source.matchAll(FROM_TO)) {
    const [a] = writtenNumbers(from);
    const [b] = writtenNumbers(to);
    if (a === undefined || b === undefined || a === b) continue;
    const numbers = japaneseNumbers(translation);
    const [atA, atB] = [numbers.indexOf(a), numbers.indexOf(b)];
    if (atA !== -1 && atB !== -1 && atA > atB && !/に対|より/.test(translation)) return false;
  }
  const text = translation.normalize('NFKC');
  if ([...source.matchAll(NUMBERED)].some(([, a = '', b = '']) => !new RegExp(`${a}\\s*[-–~〜の]\\s*${b}`).test(text)))
    return false;
  return [...source.matchAll(HYPHENED)].every(
    ([, a = '', b = '']) => a === b || joins(a, b).test(text) || !joins(b, a).test(text),
  );
}

/** A number of two parts, such as that of a listing; 13-12 is another one than 12-13. */
const HYPHENED = /(?<![\w.-])(\d+)[-–](\d+)(?![\w-]|\.\d)/g;

/** One number, not from one to another. */
const NUMBERED = /\b(?:listing|figure|table|section|example)\s+(\d+)-(\d+)/gi;

function joins(a: string, b: string): RegExp {
  return new RegExp(`(?<!\\d)${a}\\s*(?:[-–~〜～:]|から)\\s*${b}(?!\\d)`, 'u');
}

const FROM_TO =
  /\bfrom\s+(?:about\s+|around\s+)?(\d[\d.,:]*)[^.;!?\d]{0,40}?\s(?:down\s+|up\s+)?to\s+(?:about\s+|around\s+)?(\d[\d.,:]*)/gi;
