import type { Check } from './check.ts';

/** Shorter ones may well be the same in two sentences. */
const LEAST = 8;
/** So much of one sentence in another one is no chance. */
const SHARE = 0.6;

/** What was said before, and was shown for its words, is not said again: not within the answer, nor as a sentence of it. */
export const COPY: Check = {
  name: 'copy',
  passes({ translation, before = [] }) {
    const own = translation.split(/(?<=[。！？])/u).map(bare);
    return before.map(bare).every((said) => {
      const isCopy = (sentence: string) => common(said, sentence) >= Math.max(LEAST, SHARE * said.length);
      return said.length < LEAST || !(bare(translation).includes(said) || (own.length > 1 && own.some(isCopy)));
    });
  },
  right: [
    ['Then we pass it on.', '次に、それを渡します。', { before: ['まず、s を mut に変更しました。'] }],
    ['Yes, it works.', 'はい、動きます。', { before: ['動きます。'] }],
    ['The cache is full.', 'キャッシュが一杯になりました。', { before: ['キャッシュが空になりました。'] }],
  ],
  wrong: [
    [
      'Then we pass it on.',
      '最初に、s を mut に変更しました。次に、それを渡します。',
      { before: ['まず、s を mut に変更しました。'] },
    ],
    ['The tests pass now.', 'サーバーを再起動したので、テストは通ります。', { before: ['サーバーを再起動したので。'] }],
  ],
};

function bare(text: string): string {
  return text.replace(/[\s。.！!？?]/gu, '');
}

/** How many characters in a row two texts have in common, at most. */
function common(one: string, other: string): number {
  let most = 0;
  let above: number[] = [];
  for (const sign of one) {
    const row = [...other].map((letter, i) => (letter === sign ? (above[i - 1] ?? 0) + 1 : 0));
    most = Math.max(most, ...row);
    above = row;
  }
  return most;
}
