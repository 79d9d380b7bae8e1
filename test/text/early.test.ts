import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSentencer } from '../../src/text/sentencer.ts';

function heard(pieces: readonly string[], early: boolean): string[] {
  const sentencer = createSentencer({ nextId: () => 's', messageId: 'm', code: 'announce', early });
  return [...pieces.flatMap((piece) => sentencer.write(piece)), ...sentencer.end()].map(({ text }) => text);
}

const CASES: ReadonlyArray<readonly [markdown: string, texts: readonly string[]]> = [
  [
    "Looking at the coverage report, we still have 3 uncovered lines in the library, and they're not easy to test. Next one, but it is long enough to be cut if it were first.",
    [
      'Looking at the coverage report,',
      "we still have 3 uncovered lines in the library, and they're not easy to test.",
      'Next one, but it is long enough to be cut if it were first.',
    ],
  ],
  ['I changed the parser, the lexer, the printer, the tests, the docs and the examples of it.', []],
  ['I found the cause of it, but it is short.', []],
  ['The call `a; b, but c` is in the middle of this sentence and it has no other edge at all.', []],
  ['It works (as far as I see; I only tried the two tests that failed before) and can be merged now.', []],
];

for (const [markdown, expected] of CASES) {
  test(`early: ${markdown.slice(0, 50)}`, () => {
    const whole = heard([markdown], true);
    assert.deepEqual(whole, expected.length > 0 ? expected : heard([markdown], false));
    assert.deepEqual(heard(markdown.split(''), true), whole);
  });
}

test('early: the first clause leaves before the sentence ends', () => {
  const sentencer = createSentencer({ nextId: () => 's', messageId: 'm', code: 'announce', early: true });
  const text = 'Looking at the coverage report, we still have 3 uncovered lines in the';
  assert.deepEqual(
    sentencer.write(text).map((sentence) => sentence.text),
    ['Looking at the coverage report,'],
  );
});
