import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EXAMPLES } from '../../src/engines/translators/prompt.ts';
import { check } from '../../src/guard/checks.ts';

/** A right translation, and the same with its meaning turned round in the way that the check is for. */
const PAIRS: ReadonlyArray<{ check: string; source: string; right: string; wrong: string }> = [
  {
    check: 'polarity',
    source: "The cache isn't cleared when the server restarts.",
    right: 'サーバーが再起動しても、キャッシュは消去されません。',
    wrong: 'サーバーが再起動すると、キャッシュは消去されます。',
  },
  {
    check: 'polarity',
    source: 'The old cache is not deleted yet.',
    right: '古いキャッシュはまだ削除されていません。',
    wrong: '古いキャッシュは削除されました。',
  },
  {
    check: 'polarity',
    source: 'The parser never reads the last line.',
    right: 'パーサーは最後の行を決して読みません。',
    wrong: 'パーサーはいつも最後の行を読みます。',
  },
  {
    check: 'polarity',
    source: 'All 24 tests pass now.',
    right: 'これで24件のテストがすべて通ります。',
    wrong: 'これで24件のテストはすべて通りません。',
  },
  {
    check: 'polarity',
    source: 'The test fails because the fixture has a trailing newline.',
    right: 'フィクスチャの末尾に改行があるため、テストが失敗します。',
    wrong: 'フィクスチャの末尾に改行があるため、テストが失敗しません。',
  },
  {
    check: 'polarity',
    source: 'This change is safe to merge.',
    right: 'この変更は安全にマージできます。',
    wrong: 'この変更は安全にマージできません。',
  },
  {
    check: 'counts',
    source: 'The function is called twice for every request.',
    right: 'その関数はリクエストごとに2回呼ばれています。',
    wrong: 'その関数はリクエストごとに3回呼ばれています。',
  },
  {
    check: 'counts',
    source: 'I found seven places where the lock is taken.',
    right: 'ロックを取る箇所が七つ見つかりました。',
    wrong: 'ロックを取る箇所がいくつか見つかりました。',
  },
  {
    check: 'range',
    source: 'Memory use went up from 120 MB to 340 MB.',
    right: 'メモリ使用量は120 MBから340 MBに増えました。',
    wrong: 'メモリ使用量は340 MBから120 MBに増えました。',
  },
  {
    check: 'range',
    source: 'Loading time went down from 90 seconds to 12 seconds.',
    right: '読み込み時間は90秒から12秒に短縮されました。',
    wrong: '読み込み時間は12秒から90秒に短縮されました。',
  },
  {
    check: 'instead',
    source: 'The build now takes 14 seconds instead of 52.',
    right: 'ビルドは52秒ではなく14秒で終わるようになりました。',
    wrong: 'ビルドは現在14秒でなく、52秒で行われています。',
  },
  {
    check: 'instead',
    source: 'The parser now skips empty lines instead of failing.',
    right: 'パーサーは失敗する代わりに空行をスキップするようになりました。',
    wrong: 'パーサーは空行をスキップする代わりに失敗します。',
  },
  {
    check: 'instead',
    source: 'It returns null rather than throwing an error.',
    right: 'エラーを投げずに、null を返します。',
    wrong: 'null を返さずに、エラーを投げます。',
  },
  {
    check: 'answer',
    source: 'Open a pull request.',
    right: 'プルリクエストを作成してください。',
    wrong: '申し訳ありませんが、それはできません。',
  },
  {
    check: 'direction',
    source: 'Your branch is 3 commits behind main.',
    right: 'あなたのブランチは main より3コミット遅れています。',
    wrong: 'あなたのブランチは main より3コミット進んでいます。',
  },
  {
    check: 'direction',
    source: 'The new parser is faster.',
    right: '新しいパーサーのほうが速いです。',
    wrong: '新しいパーサーのほうが遅いです。',
  },
  {
    check: 'direction',
    source: 'Memory use dropped by 40 MB.',
    right: 'メモリ使用量は40 MB減りました。',
    wrong: 'メモリ使用量は40 MB増えました。',
  },
  {
    check: 'direction',
    source: 'I disabled the cache in the settings.',
    right: '設定でキャッシュを無効にしました。',
    wrong: '設定でキャッシュを有効にしました。',
  },
  {
    check: 'direction',
    source: 'I removed the old test.',
    right: '古いテストを削除しました。',
    wrong: '古いテストを追加しました。',
  },
];

for (const { check: name, source, right, wrong } of PAIRS) {
  test(`${name}: ${source}`, () => {
    const failed = Object.entries(check({ source, translation: right, kept: [] })).filter(([, passed]) => !passed);
    assert.deepEqual(failed, [], right);
    assert.equal(check({ source, translation: wrong, kept: [] })[name], false, wrong);
  });
}

test('the examples that the model is given pass every check', () => {
  for (const { source, translation } of EXAMPLES) {
    const plain = source.replaceAll('`', '');
    const failed = Object.entries(check({ source: plain, translation, kept: [] })).filter(([, passed]) => !passed);
    assert.deepEqual(failed, [], translation);
  }
});

/** Right translations that a careless check would refuse. */
const FINE: ReadonlyArray<[string, string]> = [
  ['You must restart the server.', 'サーバーを再起動しなければなりません。'],
  ['This may be slower.', 'これは遅いかもしれません。'],
  ['It only works on Linux.', 'Linuxでしか動きません。'],
  ['The build fails without the file.', 'そのファイルがないとビルドできません。'],
  ["Why don't we try it again?", 'もう一度試してみましょうか？'],
  ['It is not only fast but also small.', '速いだけでなく小さいです。'],
  ['The function returns None.', '関数は None を返します。'],
  ['First I will add a test and then remove the old one.', 'まずテストを追加して、それから古いものを削除します。'],
  ['After 500 requests there is no memory left.', '500回のリクエスト後、メモリが不足しました。'],
];

test('what only looks like a change of meaning passes', () => {
  for (const [source, translation] of FINE) {
    const failed = Object.entries(check({ source, translation, kept: [] })).filter(([, passed]) => !passed);
    assert.deepEqual(failed, [], translation);
  }
});
