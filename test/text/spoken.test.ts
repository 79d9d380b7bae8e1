import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Announcement } from '../../src/spec/parts.ts';
import { renderAnnouncement } from '../../src/text/announce.ts';
import { detectLanguage } from '../../src/text/language.ts';
import { sentencesOf } from './say.ts';

const spans: ReadonlyArray<readonly [markdown: string, spans: ReadonlyArray<readonly [text: string, kind: string]>]> = [
  ['Run `npm test` now.', [['npm test', 'code']]],
  ['See src/auth/session.ts:42.', [['src/auth/session.ts:42', 'path']]],
  [
    'In ~/.config/app and ./run.sh (or /usr/bin).',
    [
      ['~/.config/app', 'path'],
      ['./run.sh', 'path'],
      ['/usr/bin', 'path'],
    ],
  ],
  [
    'Edit package.json and README.md, "index.ts".',
    [
      ['package.json', 'path'],
      ['README.md', 'path'],
      ['index.ts', 'path'],
    ],
  ],
  [
    'In src/text it is open/closed/merged, see .gitignore.',
    [
      ['src/text', 'path'],
      ['.gitignore', 'path'],
    ],
  ],
  ['Look in the src/ folder.', [['src/', 'path']]],
  ['On C:\\Users\\me it works.', [['C:\\Users\\me', 'path']]],
  ['See https://a.bc/d?e=f.', [['https://a.bc/d?e=f', 'url']]],
  ['See [docs](https://a.bc).', [['docs', 'link']]],
  ['See [`run()`](https://a.bc).', [['run()', 'code']]],
  [
    'Use v2.1.0 or 3.4.5-beta.1 or v20.',
    [
      ['v2.1.0', 'version'],
      ['3.4.5-beta.1', 'version'],
      ['v20', 'version'],
    ],
  ],
  [
    'Pass --json or -v or --out=x.',
    [
      ['--json', 'flag'],
      ['-v', 'flag'],
      ['--out=x', 'flag'],
    ],
  ],
  [
    'Since 4c60fea and #123.',
    [
      ['4c60fea', 'hash'],
      ['#123', 'hash'],
    ],
  ],
  [
    'verifyToken, foo(), a.b.c(), MAX_SIZE, @types/node.',
    [
      ['verifyToken', 'identifier'],
      ['foo()', 'identifier'],
      ['a.b.c()', 'identifier'],
      ['MAX_SIZE', 'identifier'],
      ['@types/node', 'identifier'],
    ],
  ],
  ['Write to me@example.com today.', [['me@example.com', 'email']]],
  [
    'All 42 tests, 99.5%, 1,234 ms, $5.',
    [
      ['42', 'number'],
      ['99.5%', 'quantity'],
      ['1,234 ms', 'quantity'],
      ['$5', 'quantity'],
    ],
  ],
  ['テストは41件です。', [['41', 'number']]],
  [
    'GitHub, and/or, e.g. this, I/O, 24/7 - nothing else',
    [
      ['GitHub', 'name'],
      ['24/7', 'number'],
    ],
  ],
];

for (const [markdown, expected] of spans) {
  test(`spans: ${markdown}`, () => {
    const [sentence] = sentencesOf(markdown);
    assert.ok(sentence !== undefined);
    const found = sentence.spans.map(({ start, end, kind }) => [sentence.text.slice(start, end), kind]);
    assert.deepEqual(found, expected);
  });
}

const spoken: ReadonlyArray<readonly [markdown: string, spoken: string]> = [
  ['Fixed **it** in `src/auth/session.ts`.', 'Fixed it in session.ts.'],
  ['See /home/dev/config/env.ts:42?', 'See env.ts line 42?'],
  ['Call `refresh()` and foo().', 'Call refresh and foo.'],
  ['See https://www.example.com/docs/a#b.', 'See a link to example.com.'],
  ['Run `npm test -- auth` with --json.', 'Run npm test auth with json.'],
  ['Set `A_B=5`, snake_case.', 'Set A B equals 5, snake case.'],
  ['Closes #12 | a * b | c_d', 'Closes number 12 a times b c d'],
  ['Add .gitkeep and `.env` files (--no !x).', 'Add .gitkeep and .env files (no !x).'],
  ['It went a → b, and/or c & d.', 'It went a to b, and or c and d.'],
  ['It took ~5 s in ~/work/app/.', 'It took about 5 seconds in app.'],
  ['Use `a => b` if `x >= 2`.', 'Use a to b if x at least 2.'],
];

for (const [markdown, expected] of spoken) {
  test(`spoken: ${markdown}`, () => assert.equal(sentencesOf(markdown)[0]?.spoken, expected));
}

const announcements: ReadonlyArray<readonly [announcement: Announcement, en: string, ja: string]> = [
  [
    { key: 'code-block', language: 'ts', lines: 12 },
    'A 12-line TypeScript block.',
    '12行のタイプスクリプトのコードです。',
  ],
  [{ key: 'code-block', language: '', lines: 8 }, 'An 8-line code block.', '8行のコードです。'],
  [{ key: 'code-block', language: 'brainfuck', lines: 1 }, 'A 1-line code block.', '1行のコードです。'],
  [{ key: 'table', rows: 5, columns: 1 }, 'A table of 5 rows and 1 column.', '5行1列の表です。'],
  [{ key: 'link', host: 'example.com' }, 'A link to example.com.', 'example.comへのリンクです。'],
  [{ key: 'image' }, 'An image.', '画像です。'],
];

for (const [announcement, en, ja] of announcements) {
  test(`announcements: ${en}`, () => {
    assert.equal(renderAnnouncement(announcement, 'en'), en);
    assert.equal(renderAnnouncement(announcement, 'ja'), ja);
    assert.equal(renderAnnouncement(announcement, 'ja-JP'), ja);
    assert.equal(renderAnnouncement(announcement, 'fr'), en);
  });
}

const languages: ReadonlyArray<readonly [text: string, language: string]> = [
  ['All tests pass.', 'en'],
  ['テストが通りました。', 'ja'],
  ['完了', 'ja'],
  ['TypeScript と React を使います。', 'ja'],
  ['The word 完了 means that it is done.', 'en'],
  ['42', 'en'],
];

for (const [text, language] of languages) {
  test(`language: ${text}`, () => assert.equal(detectLanguage(text), language));
}

test('language: code does not count', () => {
  assert.equal(sentencesOf('`const a = await fetchAllTheThings()` を直した。')[0]?.language, 'ja');
  assert.deepEqual(
    sentencesOf('It works. 動きます。').map((sentence) => sentence.language),
    ['en', 'ja'],
  );
});
