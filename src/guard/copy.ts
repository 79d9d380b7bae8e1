import type { Check } from './check.ts';

/** Shorter ones may well be the same in two sentences. */
const LEAST = 8;

/** What was said before, and was shown for its words, is not said again. */
export const COPY: Check = {
  name: 'copy',
  passes: ({ translation, before = [] }) =>
    before.map(bare).every((said) => said.length < LEAST || !bare(translation).includes(said)),
  right: [
    ['Then we pass it on.', '次に、それを渡します。', { before: ['まず、s を mut に変更しました。'] }],
    ['Yes, it works.', 'はい、動きます。', { before: ['動きます。'] }],
  ],
  wrong: [
    [
      'Then we pass it on.',
      'まず、s を mut に変更しました。次に、それを渡します。',
      { before: ['まず、s を mut に変更しました。'] },
    ],
  ],
};

function bare(text: string): string {
  return text.replace(/[\s。.！!？?]/gu, '');
}
