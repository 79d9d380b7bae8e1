import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { sentencesOf } from './say.ts';

const FOLDER = new URL('../fixtures/replies/', import.meta.url);
/** Reviewed by reading: what is heard of each reply. A change here is to be read, not only recorded. */
const EXPECTED: Record<string, string[]> = JSON.parse(readFileSync(new URL('expected.json', FOLDER), 'utf8'));
const FILES = readdirSync(FOLDER).filter((file) => file.endsWith('.md'));

test('golden: there are a hundred replies, each with its sentences', () => {
  assert.deepEqual(FILES.sort(), Object.keys(EXPECTED).sort());
  assert.equal(FILES.length, 100);
});

for (const file of FILES) {
  test(`golden: ${file}, at once and one character at a time`, () => {
    const markdown = readFileSync(new URL(file, FOLDER), 'utf8');
    for (const pieces of [[markdown], markdown.split('')]) {
      const spoken = sentencesOf(pieces).map((sentence) => sentence.spoken);
      assert.deepEqual(spoken, EXPECTED[file]);
      for (const said of spoken) assert.doesNotMatch(said, /[*`|#\\/]|https?:\/\//);
    }
  });
}
