import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { sentencesOf } from './say.ts';

const FILE = new URL('../../../shared/eval/assistant-prose.jsonl', import.meta.url);
const skip = existsSync(FILE) ? false : 'assistant-prose.jsonl is not beside this checkout (../shared/eval)';
const ROWS: string[] = skip
  ? []
  : readFileSync(FILE, 'utf8')
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => String(JSON.parse(line).text));
const MARKUP = /[*`|#\\/]|https?:|www\./;

const flat = (text: string) => text.replace(/\s+/g, ' ');
const WRAPS: Readonly<Record<string, (text: string) => string>> = {
  'as it is': (text) => text,
  'in bold': (text) => `**${flat(text)}**`,
  'in a quote': (text) => text.replace(/^/gm, '> '),
  'in a list item': (text) => `- ${text.replace(/\n/g, '\n  ')}`,
  'in a heading': (text) => `## ${flat(text)}`,
  'as the text of a link': (text) => `[${flat(text)}](https://example.com/a/b)`,
  'in a cell': (text) => `| a | b | c |\n|---|---|---|\n| x | y | ${flat(text).replaceAll('|', '\\|')} |`,
};

for (const [name, wrap] of Object.entries(WRAPS)) {
  test(`eval prose: no markup, address or separator of paths is said, ${name}`, { skip }, () => {
    let said = 0;
    for (const row of ROWS) {
      for (const { spoken } of sentencesOf(wrap(row))) {
        assert.doesNotMatch(spoken, MARKUP);
        said += 1;
      }
    }
    assert.ok(said >= ROWS.length);
  });
}

test('eval prose: one character at a time says the same', { skip }, () => {
  for (const row of ROWS.slice(0, 200)) assert.deepEqual(sentencesOf(row.split('')), sentencesOf(row));
});
