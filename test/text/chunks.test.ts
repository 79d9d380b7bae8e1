import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { cut, sentencesOf } from './say.ts';

const EXPECTED: Record<string, string[]> = JSON.parse(
  readFileSync(new URL('../fixtures/samples/EXPECTED.json', import.meta.url), 'utf8'),
);
const POLICIES = ['skip', 'announce', 'read'] as const;

const FRAGMENTS = [
  ...[
    'word',
    'Two words. And',
    'It is done.',
    ' ',
    '  ',
    '\n',
    '\n\n',
    '\r\n',
    '\r',
    '\t',
    '- ',
    '  - ',
    '1. ',
    '10) ',
    '> ',
    '# ',
    '#',
  ],
  ...[
    '```',
    '```ts\n',
    '~~~',
    '    ',
    '***',
    '---',
    '===',
    '`',
    '``',
    '**',
    '*',
    '_',
    '~~',
    '[a](b)',
    '[',
    '](',
    ')',
    '![',
    '[^1]',
    '[^1]: ',
  ],
  ...[
    '| a | b |\n',
    '|---|---|\n',
    '|',
    '<div>',
    '<!--',
    '-->',
    '<b',
    '&amp;',
    '&',
    '\\',
    'e.g. ',
    '3.5',
    'v2.',
    '...',
    '?!',
    '"x." ',
    '(',
    ')',
  ],
  ...[
    '完了。',
    '次は',
    '「はい。」',
    '🎉',
    '👩‍💻',
    '\ud83d',
    '\u001b[31m',
    '\u001b]8;;',
    '\u0007',
    '\u0000',
    '\ufeff',
    'https://a.b/c. ',
    'www.a.bc',
  ],
];

const documents = fc
  .array(fc.oneof({ weight: 8, arbitrary: fc.constantFrom(...FRAGMENTS) }, { weight: 1, arbitrary: fc.string() }), {
    maxLength: 40,
  })
  .map((pieces) => pieces.join(''));
const cuts = fc.array(fc.nat(400), { maxLength: 20 });

test('chunks: any cutting gives the same sentences as all at once', () => {
  fc.assert(
    fc.property(documents, cuts, fc.constantFrom(...POLICIES), (text, places, code) => {
      const whole = sentencesOf(text, code);
      assert.deepEqual(sentencesOf(cut(text, places), code), whole);
      assert.deepEqual(sentencesOf(text.split(''), code), whole);
    }),
    { numRuns: 400 },
  );
});

test('chunks: the same for texts that are long enough to be read in pieces', () => {
  const long = fc.array(
    fc.constantFrom(
      'word ',
      'longer words, and ',
      '`code ',
      '` ',
      '**bold ',
      '** ',
      '長い文が続き、',
      '(',
      ') ',
      'x'.repeat(90),
    ),
    {
      minLength: 60,
      maxLength: 200,
    },
  );
  fc.assert(
    fc.property(long, cuts, (pieces, places) => {
      const text = pieces.join('');
      assert.deepEqual(sentencesOf(cut(text, places)), sentencesOf(text));
    }),
    { numRuns: 60 },
  );
});

for (const [name, blocks] of Object.entries(EXPECTED).filter(([, found]) => Array.isArray(found))) {
  test(`chunks: the blocks of ${name}, one character at a time`, () => {
    for (const block of blocks) {
      if (typeof block === 'string') assert.deepEqual(sentencesOf(block.split('')), sentencesOf(block));
    }
  });
}

test('chunks: every sentence is sound, whatever the text', () => {
  fc.assert(
    fc.property(documents, fc.constantFrom(...POLICIES), (text, code) => {
      const ids = new Set<string>();
      for (const { sentenceId, text: said, spans, spoken, language } of sentencesOf(text, code)) {
        assert.ok(!ids.has(sentenceId));
        ids.add(sentenceId);
        assert.match(said, /[\p{L}\p{N}]/u);
        assert.match(spoken, /[\p{L}\p{N}]/u);
        assert.doesNotMatch(spoken, /[*`|#\\/\u0000-\u001f]/);
        assert.doesNotMatch(said, /[\u0000-\u001f]/);
        assert.equal(said, said.trim());
        assert.match(language, /^(?:en|ja)$/);
        let at = 0;
        for (const { start, end } of spans) {
          assert.ok(at <= start && start < end && end <= said.length);
          at = end;
        }
      }
    }),
    { numRuns: 400 },
  );
});

test('chunks: nothing of a block of code is heard unless it is asked for', () => {
  const body = fc.array(fc.constantFrom('secret', '\n', '  ', '# ', '- ', '> ', '|', '`', '*'), { maxLength: 20 });
  fc.assert(
    fc.property(body, fc.constantFrom('```', '~~~~'), cuts, (pieces, fence, places) => {
      const text = `Before.\n\n${fence}ts\n${pieces.join('')}\n${fence}\n\nAfter.`;
      const said = sentencesOf(cut(text, places)).map((sentence) => sentence.text);
      assert.equal(said[0], 'Before.');
      assert.equal(said.at(-1), 'After.');
      assert.ok(!said.join(' ').includes('secret'));
    }),
  );
});
