import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSpoken, RULES } from '../../src/text/spoken.ts';
import { sentencesOf } from './say.ts';

const said = (markdown: string) =>
  sentencesOf(markdown)
    .map((sentence) => sentence.spoken)
    .join(' ');

for (const { name, examples } of RULES) {
  for (const [written, expected] of examples) {
    test(`rules: ${name}: ${written}`, () => assert.equal(said(written), expected));
  }
}

test('rules: every rule has a name of its own and an example', () => {
  assert.equal(new Set(RULES.map(({ name }) => name)).size, RULES.length);
  for (const { name, examples } of RULES) assert.ok(examples.length > 0, name);
});

test('rules: one that is switched off leaves what was written, without signs', () => {
  const [sentence] = sentencesOf('It uses 12 MB of src/a/b.ts.');
  assert.ok(sentence !== undefined);
  assert.equal(createSpoken()(sentence.text, sentence.spans), 'It uses 12 megabytes of b.ts.');
  assert.equal(
    createSpoken({ off: ['quantity', 'path'] })(sentence.text, sentence.spans),
    'It uses 12 MB of src a b.ts.',
  );
});

test("rules: the user's own come first", () => {
  const spoken = createSpoken({
    extra: [
      { name: 'ours', pattern: /\bnginx\b/g, say: () => 'engine X', examples: [] },
      { name: 'our-files', kinds: ['path'], say: () => 'a file', examples: [] },
    ],
  });
  const [sentence] = sentencesOf('Here nginx reads src/a.ts.');
  assert.ok(sentence !== undefined);
  assert.equal(spoken(sentence.text, sentence.spans), 'Here engine X reads a file.');
});
