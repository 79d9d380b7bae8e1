import type { Check } from './check.ts';
import { japaneseNumbers, spelledNumbers, writtenNumbers } from './numbers.ts';

/** Every number that is written in digits is there, as often as it was written. */
export const NUMBERS: Check = {
  name: 'numbers',
  passes({ source, translation }) {
    const found = japaneseNumbers(translation);
    return writtenNumbers(source).every((number) => {
      const at = found.indexOf(number);
      if (at === -1) return false;
      found.splice(at, 1);
      return true;
    });
  },
  right: [
    ['It took 12 seconds.', '十二秒かかりました。'],
    ['There are 20,000 files.', '2万個のファイルがあります。'],
  ],
  wrong: [
    ['All 41 tests pass now.', 'これで40件のテストがすべて通ります。'],
    ['From 3 to 15 items.', '3件から3件まで。'],
  ],
};

/**
 * Numbers written as words are there, as a number or as the word that it was (Three.js); and there is no number that
 * the source has in no form.
 */
export const COUNTS: Check = {
  name: 'counts',
  only: 'ja',
  passes({ source, translation }) {
    const found = japaneseNumbers(translation);
    const words = translation.toLowerCase();
    const isThere = spelledNumbers(source).every(([word, digits]) => found.includes(digits) || words.includes(word));
    return isThere && digitsIn(translation).every((number) => isKnown(number, source));
  },
  right: [
    ['The function is called twice for every request.', 'その関数はリクエストごとに2回呼ばれています。'],
    ['I found seven places where the lock is taken.', 'ロックを取る箇所が七つ見つかりました。'],
    ['Both branches have the same content.', '2つのブランチは内容が同じです。'],
    ['Half of the tests fail.', 'テストの2分の1が失敗します。'],
    ['Use the x86 build.', 'x86 のビルドを使ってください。'],
  ],
  wrong: [
    ['The function is called twice for every request.', 'その関数はリクエストごとに3回呼ばれています。'],
    ['I found seven places where the lock is taken.', 'ロックを取る箇所がいくつか見つかりました。'],
    ['Both branches have the same content.', '3つのブランチは内容が同じです。'],
    ['The file is missing.', '404個のファイルがありません。'],
    ['The first is like the second.', '最初のものは3番目に似ています。'],
  ],
};

/** Numbers in digits, also right behind a Japanese letter; those of a word (x86) are part of it. */
function digitsIn(translation: string): string[] {
  return writtenNumbers(translation.normalize('NFKC').replace(/[^\w.,:]+/g, ' '));
}

/** One is the article, too, and stands in many Japanese words. */
function isKnown(number: string, source: string): boolean {
  if (number === '1' || number === '0' || source.includes(number) || writtenNumbers(source).includes(number))
    return true;
  if (spelledNumbers(source).some(([, digits]) => digits === number)) return true;
  return LARGE.test(source) || SAID.some(([english, numbers]) => english.test(source) && numbers.includes(number));
}

const SAID: ReadonlyArray<readonly [english: RegExp, numbers: readonly string[]]> = [
  [/\b(?:two|both|twice|second|half|pair|either|neither|other|another|double|former|latter)\b/i, ['2']],
  [/\b(?:third|thrice|triple)\b/i, ['3']],
  [/\b(?:fourth|quarter)\b/i, ['4']],
  [/\bfifth\b/i, ['5']],
  [/\bdozen/i, ['12']],
  [/\b(?:hundred|percent)/i, ['100']],
];
/** Numbers in words that are not read here. */
const LARGE =
  /\b(?:\w+teen|(?:twen|thir|for|fif|six|seven|eigh|nine)ty|thousands?|millions?|billions?|tenth|sixth|seventh|eighth|ninth)\b|\d[kKM]\b/i;

/** A number keeps its unit: 30 seconds are not 30分. */
export const UNITS: Check = {
  name: 'units',
  only: 'ja',
  passes({ source, translation }) {
    const text = translation.normalize('NFKC');
    return measuresOf(source).every(([number, word]) => {
      const own = UNIT_WORDS.find(({ english }) => english.test(word));
      if (own === undefined) return true;
      const after = [...text.matchAll(new RegExp(`(?<![\\d.])${escaped(number)}(?![\\d.])\\s*(.{0,6})`, 'gu'))];
      const said = after.map(([, next = '']) => UNIT_WORDS.find(({ japanese }) => japanese.test(next)));
      return said.includes(own) || said.every((unit) => unit === undefined);
    });
  },
  right: [
    ['The cache is invalidated after 15 minutes.', 'キャッシュは15分後に無効になります。'],
    ['It took 250 ms and 3 MB.', '250ミリ秒と3メガバイトかかりました。'],
    ['It runs every 60 minutes.', '60分ごとに動きます。'],
  ],
  wrong: [
    ['The request times out after 30 seconds.', 'リクエストは30分でタイムアウトします。'],
    ['The upload limit is 25 MB.', 'アップロードの上限は25GBです。'],
    ['It takes 3 hours.', '3日かかります。'],
    ['The build takes 14 seconds instead of 52.', 'ビルドは52分ではなく14秒で終わります。'],
  ],
};

/** Each number with its unit; in "14 seconds instead of 52" both have the one that stands once. */
function measuresOf(source: string): Array<readonly [number: string, unit: string]> {
  return [...source.matchAll(MEASURE)].flatMap(([, number = '', unit = '', other]) =>
    other === undefined ? [[number, unit] as const] : [[number, unit] as const, [other, unit] as const],
  );
}

const MEASURE =
  /(?<![\w.])(\d+(?:[.,]\d+)*)\s?-?(%|[a-zµ]{1,12})(?:,?\s+(?:instead of|rather than)\s+(\d+(?:[.,]\d+)*)(?=[.,;]?(?:\s|$))(?!\s+[a-z]))?/gi;

/** Japanese is looked for right after the number. */
const UNIT_WORDS: ReadonlyArray<{ readonly english: RegExp; readonly japanese: RegExp }> = [
  { english: /^(?:ms|milliseconds?)$/i, japanese: /^(?:ms|ミリ秒)/i },
  { english: /^(?:µs|us|microseconds?)$/i, japanese: /^(?:[µμu]s|マイクロ秒)/i },
  { english: /^(?:s|secs?|seconds?)$/i, japanese: /^(?:秒|s(?![a-z]))/i },
  { english: /^(?:min|mins|minutes?)$/i, japanese: /^(?:分(?!の)|min)/i },
  { english: /^(?:h|hrs?|hours?)$/i, japanese: /^(?:時間|h(?![a-z]))/i },
  { english: /^days?$/i, japanese: /^(?:日|days?)/i },
  { english: /^weeks?$/i, japanese: /^週/ },
  { english: /^months?$/i, japanese: /^(?:[かヶケカヵ]|個)?月/ },
  { english: /^years?$/i, japanese: /^年/ },
  { english: /^(?:%|percent)$/i, japanese: /^(?:%|パーセント|割)/ },
  { english: /^(?:kb|kib|kilobytes?)$/i, japanese: /^(?:ki?b|キロバイト)/i },
  { english: /^(?:mb|mib|megabytes?)$/i, japanese: /^(?:mi?b|メガバイト)/i },
  { english: /^(?:gb|gib|gigabytes?)$/i, japanese: /^(?:gi?b|ギガバイト)/i },
  { english: /^(?:tb|tib|terabytes?)$/i, japanese: /^(?:ti?b|テラバイト)/i },
];

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
}
