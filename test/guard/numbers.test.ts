import assert from 'node:assert/strict';
import { test } from 'node:test';
import { japaneseNumbers, writtenNumbers } from '../../src/guard/numbers.ts';

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
