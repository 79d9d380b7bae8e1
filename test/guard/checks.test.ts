import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CHECKS, check } from '../../src/guard/checks.ts';
import { japaneseNumbers, writtenNumbers } from '../../src/guard/numbers.ts';

const good = { source: 'All 41 tests pass now.', translation: 'これで41件のテストがすべて通ります。', kept: [] };

test('a right translation passes every check', () => {
  assert.deepEqual(check(good), Object.fromEntries(CHECKS.map(({ name }) => [name, true])));
});

const WRONG: ReadonlyArray<[string, { source?: string; translation: string; kept?: string[] }]> = [
  ['not-empty', { translation: '' }],
  ['not-empty', { translation: '。' }],
  ['japanese', { translation: 'All 41 tests pass now.' }],
  ['numbers', { translation: 'これで40件のテストがすべて通ります。' }],
  ['numbers', { source: 'From 3 to 15 items.', translation: '3件から3件まで。' }],
  ['spans', { translation: 'これで41件のテストがすべて通ります。', kept: ['src/app.ts'] }],
  ['question', { source: 'Should I delete the 2 caches?', translation: '2つのキャッシュを削除します。' }],
  ['question', { translation: '41件のテストは通りますか？' }],
  ['length', { translation: `41${'はい、これは長い説明で、元の文よりもずっと多くのことを言っています。'.repeat(3)}` }],
  ['repetition', { translation: '41件のテストがあります。テストがあります。テストがあります。' }],
];

for (const [name, pair] of WRONG) {
  test(`${name} refuses ${pair.translation.slice(0, 30)}`, () => {
    assert.equal(check({ ...good, ...pair })[name], false);
  });
}

test('numbers are the same number in digits, in full width, with separators and in kanji', () => {
  const cases: ReadonlyArray<[string, string]> = [
    ['It took 12 seconds.', '12秒かかりました。'],
    ['It took 12 seconds.', '１２秒かかりました。'],
    ['It took 12 seconds.', '十二秒かかりました。'],
    ['There are 3 files.', '三つのファイルがあります。'],
    ['There are 1,234 files.', '1234個のファイルがあります。'],
    ['There are 20,000 files.', '2万個のファイルがあります。'],
    ['Version 3.2.1 is out.', 'バージョン3.2.1が出ました。'],
    ['Version v2.0 is out.', 'v2.0が出ました。'],
  ];
  for (const [source, translation] of cases) {
    const missing = writtenNumbers(source).filter((number) => !japaneseNumbers(translation).includes(number));
    assert.deepEqual(missing, [], `${source} → ${translation}`);
  }
});

test('digits inside a word are part of the word', () => {
  assert.deepEqual(writtenNumbers('Use utf8 on x86_64 with 2 cores.'), ['2']);
});
