import assert from 'node:assert/strict';
import { createRequire } from 'node:module';
import { test } from 'node:test';
import { plainBlocks } from './oracle.ts';
import { sentencesOf, words } from './say.ts';

// The specification's own examples: https://spec.commonmark.org/0.31.2/
const { tests: EXAMPLES }: { tests: ReadonlyArray<{ markdown: string; number: number }> } = createRequire(
  import.meta.url,
)('commonmark-spec');

// Which of `[foo][bar][baz]` belong together is decided by definitions that come after it was said.
const DECIDED_LATER: ReadonlySet<number> = new Set([569, 571]);

test('commonmark: all 652 examples are here', () => {
  assert.equal(EXAMPLES.length, 652);
});

for (const { markdown, number } of EXAMPLES) {
  test(`commonmark ${number}: ${JSON.stringify(markdown).slice(0, 60)}`, () => {
    const sentences = sentencesOf(markdown, 'skip');
    assert.deepEqual(sentencesOf(markdown.split(''), 'skip'), sentences);
    const written = sentences.filter(({ announce }) => announce === undefined).map(({ text }) => text);
    for (const { spoken } of sentences) assert.doesNotMatch(spoken, /[*`|#\\/]/);
    if (DECIDED_LATER.has(number)) return;
    // Everything said is of the document's prose, in its order: code never leaks.
    const prose = words(plainBlocks(markdown).join(' ')).split(' ');
    let at = 0;
    for (const word of words(written.join(' ')).split(' ')) {
      if (word === '') continue;
      const found = prose.indexOf(word, at);
      assert.ok(found >= 0 || markdown.includes('http') || markdown.includes('$'), `${word} of ${markdown}`);
      at = Math.max(at, found);
    }
  });
}
