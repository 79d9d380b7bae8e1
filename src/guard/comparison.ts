import type { Check } from './check.ts';
import { plain } from './spans.ts';

/**
 * "A is faster than B" is AはBより速い: refused when what is left of より is A. Only sides that are known by a name, or by
 * a word such as old and new, are judged.
 */
export const COMPARISON: Check = {
  name: 'comparison',
  only: 'ja',
  passes({ source, translation, kept }) {
    const [, left = '', right = ''] = THAN.exec(source) ?? BEHIND.exec(source) ?? [];
    const base = BASE.exec(translation)?.[1] ?? '';
    if (left === '' || right === '' || base === '') return true;
    const [a, b] = [sidesOf(left, kept), sidesOf(right, kept)];
    const own = b.filter((side) => !a.some(({ source: other }) => other === side.source));
    const other = a.filter((side) => !b.some(({ source: one }) => one === side.source));
    return !(other.some(({ test }) => test(base)) && !own.some(({ test }) => test(base)));
  },
  right: [
    ['The new parser is faster than the old one.', '新しいパーサーは古いものより速いです。'],
    ['The new version is 3 times faster than the old one.', '新バージョンの速度は旧バージョンの3倍です。'],
    ['`main` is 2 commits ahead of `dev`.', 'main は dev より2コミット進んでいます。', ['main', 'dev']],
    ['Your branch is 3 commits behind `main`.', 'あなたのブランチは main より3コミット遅れています。', ['main']],
  ],
  wrong: [
    ['The new parser is faster than the old one.', '古いパーサーは新しいものより速いです。'],
    ['`main` is 2 commits ahead of `dev`.', 'dev は main より2コミット進んでいます。', ['main', 'dev']],
    ['Your branch is 3 commits behind `main`.', 'main はあなたのブランチより3コミット遅れています。', ['main']],
  ],
};

const THAN = /([^.;!?]*?)\b(?:\w+er|more|less|fewer|better|worse|rather)\b[^.;!?]*?\bthan\s+([^.;,!?]+)/i;
const BEHIND = /([^.;!?]*?)\b(?:behind|ahead of)\s+([^.;,!?]+)/i;
const BASE = /([^、。]{1,24}?)(?:より(?!も?先に)|に比べ|と比べ|と比較して|に対して)/;

interface Side {
  readonly source: string;
  readonly test: (japanese: string) => boolean;
}

const WORDS: ReadonlyArray<readonly [english: RegExp, japanese: RegExp]> = [
  [/\bnew(?:er)?\b/i, /新/],
  [/\bold(?:er)?\b|\bprevious\b/i, /古|旧|以前|前の|従来|元の/],
  [/\b(?:your|you)\b/i, /あなた|お使い/],
  [/\bfirst\b/i, /最初|1つ目|第一/],
  [/\bsecond\b/i, /2つ目|2番目|第二/],
];

function sidesOf(text: string, kept: readonly string[]): Side[] {
  const names = kept.filter((name) => plain(text).includes(plain(name)));
  return [
    // The side next to より is what stands right before it: another name may come earlier in the same clause.
    ...names.map((name) => ({ source: name, test: (base: string) => plain(base).endsWith(plain(name)) })),
    ...WORDS.filter(([english]) => english.test(text)).map(([english, japanese]) => ({
      source: english.source,
      test: (base: string) => japanese.test(base.split(/[はが]/).at(-1) ?? ''),
    })),
  ];
}
