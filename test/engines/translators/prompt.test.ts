import assert from 'node:assert/strict';
import { test } from 'node:test';
import { request } from '../../../src/engines/translators/prompt.ts';

test('what must come through stands in backticks, where it is and nowhere else', () => {
  const text = 'I set s to mut s in 2 files.';
  const kept = [
    { start: 6, end: 7, kind: 'code' },
    { start: 11, end: 16, kind: 'code' },
  ] as const;
  assert.equal(request(text, 0, [], kept), '「I set `s` to `mut s` in 2 files.」');
});

test('a second try names numbers, names and terms', () => {
  const text = 'Run make in 2 folders.';
  const again = request(text, 1, [{ source: 'folder', target: 'フォルダー' }], [{ start: 4, end: 8, kind: 'code' }]);
  assert.match(again, /^「Run `make` in 2 folders\.」\n/);
  assert.match(again, /Say: folder = フォルダー\./);
  assert.match(again, /unchanged: 2\./);
  assert.match(again, /as they are: `make`\./);
});

test('spans that overlap are marked once', () => {
  const kept = [
    { start: 0, end: 9, kind: 'path' },
    { start: 4, end: 9, kind: 'identifier' },
  ] as const;
  assert.equal(request('src/a.txt is new.', 0, [], kept), '「`src/a.txt` is new.」');
});
