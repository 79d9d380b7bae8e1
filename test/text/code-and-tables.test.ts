import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Announcement } from '../../src/spec/parts.ts';
import { sentencesOf, texts } from './say.ts';

const announcements = (markdown: string): Announcement[] =>
  sentencesOf(markdown).flatMap((sentence) => (sentence.announce === undefined ? [] : [sentence.announce]));

const blocks: ReadonlyArray<readonly [name: string, markdown: string, language: string, lines: number]> = [
  ['a fenced block', '```ts\na\nb\n```', 'ts', 2],
  ['one without a language', '```\na\n```', '', 1],
  ['one with tildes and more words', '~~~python title="x"\na\n~~~', 'python', 1],
  ['one with blank lines', '```js\n\na\n\nb\n\n```', 'js', 5],
  ['one that never ends', '```ts\na\nb', 'ts', 2],
  ['one that holds a shorter fence', '````md\n```\na\n```\n````', 'md', 3],
  ['one in a list', '- item\n\n  ```sh\n  a\n  ```\n', 'sh', 1],
  ['one in a quote', '> ```sh\n> a\n> b\n> ```', 'sh', 2],
  ['an indented block', 'Text\n\n    a\n\n    b\n\nText', '', 3],
];

for (const [name, markdown, language, lines] of blocks) {
  test(`code: announced: ${name}`, () => {
    assert.deepEqual(announcements(markdown), [{ key: 'code-block', language, lines }]);
  });
}

test('code: an empty block is nothing', () => {
  assert.deepEqual(announcements('```ts\n```\n\n```\n'), []);
});

test('code: skipped or read', () => {
  const markdown = 'Look:\n\n```ts\nconst a = 1;\n\n  call(a);\n```\n\nDone.';
  assert.deepEqual(texts(markdown, 'skip'), ['Look:', 'Done.']);
  assert.deepEqual(texts(markdown, 'read'), ['Look:', 'const a = 1;', 'call(a);', 'Done.']);
  const line = sentencesOf(markdown, 'read')[1];
  assert.deepEqual(line?.spans, [{ start: 0, end: 12, kind: 'code' }]);
});

test('code: ten thousand lines are counted and nothing else', () => {
  const markdown = `\`\`\`\n${'let x = "*`_[a](b)|";\n'.repeat(10_000)}\`\`\`\nDone.`;
  assert.deepEqual(announcements(markdown), [{ key: 'code-block', language: '', lines: 10_000 }]);
  assert.equal(texts(markdown).at(-1), 'Done.');
});

test('tables: a short one is read row by row, aloud with the names of its columns', () => {
  const markdown =
    '| Suite | Before | After |\n|---|---:|:--|\n| auth | 3 failed | **41** passed |\n| `http` | | 18 passed |\n\nDone.';
  assert.deepEqual(texts(markdown), ['Suite, Before, After', 'auth: 3 failed, 41 passed', 'http: 18 passed', 'Done.']);
  assert.deepEqual(
    sentencesOf(markdown).map(({ spoken }) => spoken),
    ['Suite, Before, After', 'auth: Before 3 failed, After 41 passed', 'http: After 18 passed', 'Done.'],
  );
});

test('tables: two columns are terms and what they mean', () => {
  const markdown = 'Options:\n\nOption | Meaning\n--- | ---\n`--json` | prints JSON\n`a\\|b` | either';
  assert.deepEqual(texts(markdown), ['Options:', 'Option: Meaning', '--json: prints JSON', 'a|b: either']);
});

test('tables: one that follows a line of text takes its head from it', () => {
  assert.deepEqual(texts('Here it is.\n| a | b |\n|---|---|\n| c | d |\nDone\n\nEnd'), [
    'Here it is.',
    'a: b',
    'c: d',
    'Done',
    'End',
  ]);
});

test('tables: cells keep their spans', () => {
  const [, row] = sentencesOf('| a | b |\n|---|---|\n| `x.ts` | [docs](https://e.f) |');
  assert.deepEqual(
    row?.spans.map(({ start, end, kind }) => [row.text.slice(start, end), kind]),
    [
      ['x.ts', 'code'],
      ['docs', 'link'],
    ],
  );
});

test('tables: a long one is announced', () => {
  const rows = '| 1 | 2 | 3 |\n'.repeat(40);
  assert.deepEqual(announcements(`| a | b | c |\n|---|---|---|\n${rows}`), [{ key: 'table', rows: 40, columns: 3 }]);
  assert.deepEqual(texts(`| a | b | c |\n|---|---|---|\n${rows}\nDone.`), [
    'A table of 40 rows and 3 columns.',
    'Done.',
  ]);
});

test('links: an address that stands alone is announced', () => {
  const [sentence] = sentencesOf('- https://www.example.com/docs/a?b=c\n');
  assert.deepEqual(sentence?.announce, { key: 'link', host: 'example.com' });
  assert.equal(sentence?.text, 'https://www.example.com/docs/a?b=c');
});
