import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { columnsOf, wrap } from '../../src/cli/columns.ts';

test('a text takes as many columns as a terminal gives it', () => {
  const known: Array<[string, number]> = [
    ['abc', 3],
    ['日本語', 6],
    ['ｱｲｳ', 3],
    ['ガ', 2],
    ['か\u3099', 2],
    ['e\u0301', 1],
    ['👍🏽', 2],
    ['「a」', 5],
    ['', 0],
  ];
  assert.deepEqual(
    known.map(([text]) => [text, columnsOf(text)]),
    known,
  );
});

test('no line is too long, and nothing but spaces is lost', () => {
  const word = fc.constantFrom(
    'test',
    '日本語の文章',
    'e\u0301te',
    'ｱｲｳ',
    '👍🏽',
    'a-very-long-identifier-of-many-letters',
    ' ',
    '。',
  );
  fc.assert(
    fc.property(fc.array(word), fc.integer({ min: 4, max: 40 }), (words, columns) => {
      const text = words.join('');
      const lines = wrap(text, columns);
      for (const line of lines) assert.ok(columnsOf(line) <= columns, line);
      assert.equal(lines.join('').replaceAll(' ', ''), text.replaceAll(' ', ''));
    }),
  );
});

test('English is cut between words, Japanese anywhere', () => {
  assert.deepEqual(wrap('All tests pass now.', 10), ['All tests', 'pass now.']);
  assert.deepEqual(wrap('テストは全部通りました。', 10), ['テストは全', '部通りまし', 'た。']);
});
