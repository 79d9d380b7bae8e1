import type { Check } from './check.ts';

/** A question stays one, and a statement becomes none. */
export const QUESTION: Check = {
  name: 'question',
  only: 'ja',
  passes: ({ source, translation }) => asksInEnglish(source) === asksInJapanese(translation),
  right: [
    ['Should I delete the 2 caches?', '2つのキャッシュを削除しましょうか？'],
    ['I checked whether it works.', '動くかどうかを確認しました。'],
  ],
  wrong: [
    ['Should I delete the 2 caches?', '2つのキャッシュを削除します。'],
    ['All 41 tests pass.', '41件のテストは通りますか？'],
  ],
};

function asksInEnglish(source: string): boolean {
  return /\?["')\]]*\s*$/.test(source);
}

function asksInJapanese(translation: string): boolean {
  return /(?:[?？]|か[。.]?)[」』）)]*\s*$/u.test(translation);
}
