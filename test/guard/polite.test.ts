import assert from 'node:assert/strict';
import { test } from 'node:test';
import { polite } from '../../src/guard/polite.ts';

const CASES: ReadonlyArray<readonly [given: string, expected: string]> = [
  ['Windows上でだけエラーが発生する。', 'Windows上でだけエラーが発生します。'],
  ['テストが失敗した', 'テストが失敗しました'],
  ['キャッシュは消去されない。', 'キャッシュは消去されません。'],
  ['値が変わっている！', '値が変わっています！'],
  ['これは関数である。', 'これは関数です。'],
  ['原因は設定だ。', '原因は設定です。'],
  ['プロジェクトの全体を読んだ。', 'プロジェクトの全体を読みました。'],
  ['新しい名前を選んだ。', '新しい名前を選びました。'],
  ['これで動くんだ。', 'これで動くんです。'],
  // Nothing is guessed.
  ['ファイルを読む。', 'ファイルを読む。'],
  ['変更の要約', '変更の要約'],
  ['テストが通ります。', 'テストが通ります。'],
  ['問題が浮かんだ。', '問題が浮かんだ。'],
  ['まだない。', 'まだない。'],
  ['削除しましょうか？', '削除しましょうか？'],
];

for (const [given, expected] of CASES) {
  test(`polite: ${given}`, () => {
    assert.equal(polite(given), expected);
  });
}
