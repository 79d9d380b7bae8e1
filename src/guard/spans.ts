import type { Check } from './check.ts';

/** Identifiers, paths, flags, versions and addresses stand as they were written. */
export const SPANS: Check = {
  name: 'spans',
  passes: ({ translation, kept }) => kept.every((span) => stands(span, translation)),
  right: [
    ['I read `src/app.ts`.', 'src/app.ts を読みました。', ['src/app.ts']],
    ['Pass `--no-cache` to it.', '「--no-cache」を渡してください。', ['--no-cache']],
  ],
  wrong: [
    ['I read `src/app.ts`.', 'アプリを読みました。', ['src/app.ts']],
    ['It takes `&mut s` and more.', '&mut String を取ります。', ['&mut s']],
    ['I renamed `getUser`.', 'ユーザー取得の名前を変えました。', ['getUser']],
  ],
};

/** A word or two between quotation marks, said as they were written, or in Japanese between its own marks. */
export const QUOTES: Check = {
  name: 'quotes',
  only: 'ja',
  passes: ({ source, translation }) =>
    [...source.matchAll(QUOTED)].every(
      ([, quoted = '']) =>
        plain(translation).includes(plain(quoted)) || /[「『"“][^「『"“]+[」』"”]/u.test(translation),
    ),
  right: [
    ['It prints "done" and exits.', '「done」と表示して終了します。'],
    ['It says "not found".', '「見つかりません」と表示されます。'],
  ],
  wrong: [['Most names end in "Error", as usual.', 'ほとんどの名前はいつものとおりです。']],
};

const QUOTED = /(?<![\w])["“]([A-Za-z][\w .-]{1,30})["”]/g;

/** Names of products and types stand as they were written, or are said in katakana that begins alike. */
export const NAMES: Check = {
  name: 'names',
  only: 'ja',
  passes: ({ translation, names = [] }) =>
    names.every((name) => plain(translation).includes(plain(name)) || isSaid(name, translation)),
  right: [
    ['GitHub is down.', 'GitHubは停止しています。', { names: ['GitHub'] }],
    ['GitHub is down.', 'ギットハブは停止しています。', { names: ['GitHub'] }],
  ],
  wrong: [['GitHub is down.', 'サーバーは停止しています。', { names: ['GitHub'] }]],
};

/** The user's terms are said in the user's words. */
export const GLOSSARY: Check = {
  name: 'glossary',
  passes: ({ translation, terms = [] }) => terms.every(({ target }) => translation.includes(target)),
  right: [['I opened a PR.', 'プルリクを出しました。', { terms: [{ source: 'PR', target: 'プルリク' }] }]],
  wrong: [['I opened a PR.', '依頼を出しました。', { terms: [{ source: 'PR', target: 'プルリク' }] }]],
};

/** The name as it is, and not the beginning or the end of another one. */
function stands(name: string, translation: string): boolean {
  const written = plain(name);
  const text = translation
    .normalize('NFKC')
    .replace(/[`'"()「」]/g, '')
    .toLowerCase();
  const spaced = [...written].map((sign) => sign.replace(/[.*+?^${}()|[\]\\/-]/, '\\$&')).join('\\s*');
  const before = /^\w/.test(written) ? '(?<![A-Za-z0-9_])' : '';
  const after = /\w$/.test(written) ? '(?![A-Za-z0-9_])' : '';
  return written === '' || new RegExp(before + spaced + after).test(text);
}

export function plain(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\s`'"()「」]/g, '')
    .toLowerCase();
}

/** Kana with which a name of this first letter may begin in Japanese. */
const FIRST: Readonly<Record<string, string>> = {
  a: 'アエオ',
  b: 'バビブベボ',
  c: 'カキクケコシセチサ',
  d: 'ダデドディジ',
  e: 'エイ',
  f: 'フファ',
  g: 'ガギグゲゴジ',
  h: 'ハヒフヘホ',
  i: 'イアエ',
  j: 'ジハヤ',
  k: 'カキクケコナ',
  l: 'ラリルレロ',
  m: 'マミムメモ',
  n: 'ナニヌネノ',
  o: 'オア',
  p: 'パピプペポ',
  q: 'クキ',
  r: 'ラリルレロ',
  s: 'サシスセソ',
  t: 'タチツテト',
  u: 'ウユア',
  v: 'バビブベボヴ',
  w: 'ワウ',
  x: 'エザク',
  y: 'ヤユヨイ',
  z: 'ザジズゼゾ',
};

function isSaid(name: string, translation: string): boolean {
  const kana = FIRST[name.charAt(0).toLowerCase()] ?? '';
  const words = translation.match(/[ァ-ヴー・]{2,}/g) ?? [];
  return words.some((word) => kana.includes(word.charAt(0)));
}
