import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSpoken, RULES, sayTranslation } from '../../src/text/spoken.ts';
import { sentencesOf } from './say.ts';

const said = (markdown: string) =>
  sentencesOf(markdown)
    .map((sentence) => sentence.spoken)
    .join(' ');

for (const [language, rules] of Object.entries(RULES)) {
  for (const { name, examples } of rules) {
    for (const [written, expected] of examples) {
      test(`rules: ${language}: ${name}: ${written}`, () => assert.equal(said(written), expected));
    }
  }

  test(`rules: ${language}: every rule has a name of its own and an example`, () => {
    assert.equal(new Set(rules.map(({ name }) => name)).size, rules.length);
    for (const { name, examples } of rules) assert.ok(examples.length > 0, name);
  });
}

test('rules: one that is switched off leaves what was written, without signs', () => {
  const [sentence] = sentencesOf('It uses 12 MB of src/a/b.ts.');
  assert.ok(sentence !== undefined);
  assert.equal(createSpoken()(sentence.text, sentence.spans, 'en'), 'It uses 12 megabytes of b.ts.');
  assert.equal(
    createSpoken({ off: ['quantity', 'path'] })(sentence.text, sentence.spans, 'en'),
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
  assert.equal(spoken(sentence.text, sentence.spans, 'en'), 'Here engine X reads a file.');
});

test('rules: a translation is said with addresses and paths short, and everything else as written', () => {
  const translation = 'src/app/main.ts:42と`NODE_ENV=test`は https://a.example/b にあります。';
  assert.equal(
    sayTranslation(translation, 'ja'),
    'main.tsの42行目と NODE_ENV=test は a.exampleへのリンク にあります。',
  );
  for (const said of ['main.tsの42行目です。', '41件のテストが通りました。', 'v2.3.1とuseEffectです。']) {
    assert.equal(sayTranslation(said, 'ja'), said);
  }
});
