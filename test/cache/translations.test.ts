import assert from 'node:assert/strict';
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { readPaces, writePaces } from '../../src/cache/paces.ts';
import { clearTranslations, openTranslations } from '../../src/cache/translations.ts';

const directory = mkdtempSync(join(tmpdir(), 'stream-tts-cache-'));
after(() => rmSync(directory, { recursive: true, force: true }));

let files = 0;
function fresh(): string {
  files += 1;
  return join(directory, `${files}`, 'translations.jsonl');
}

const key = (text: string, more: object = {}) => ({
  ...{ text, translator: 'llama:x', variant: '', to: 'ja', glossary: '', context: [] },
  ...more,
});

test('what was kept is there in the next run, for all that a translation depends on alone', () => {
  const file = fresh();
  openTranslations({ file }).put(key('One here.'), '一つ。');
  const memory = openTranslations({ file });
  assert.equal(memory.get(key('One here.')), '一つ。');
  for (const other of [
    { translator: 'llama:y' },
    { variant: 'b' },
    { to: 'pt' },
    { glossary: '[["a","b"]]' },
    { context: [{ source: 'Before.', translation: '前。' }] },
    { refused: 'in every way' as const },
  ]) {
    assert.equal(memory.get(key('One here.', other)), undefined);
  }
});

test('the file is for its owner alone, and holds no source text', () => {
  const file = fresh();
  openTranslations({ file }).put(key('A very special sentence.'), '特別な文。');
  assert.equal(statSync(file).mode & 0o777, 0o600);
  assert.doesNotMatch(readFileSync(file, 'utf8'), /special/);
});

test('a sentence in which a secret was left out is not kept', () => {
  const file = fresh();
  openTranslations({ file }).put(key('Set password=a secret now.'), '設定します。');
  const context = [{ source: 'Set password=a secret now.', translation: '設定します。' }];
  openTranslations({ file }).put(key('It works now.', { context }), '動きます。');
  assert.equal(existsSync(file), false);
});

test('the file is bounded, and the latest ones stay', () => {
  const file = fresh();
  const memory = openTranslations({ file, limit: 3 });
  for (let i = 0; i < 10; i += 1) memory.put(key(`Sentence ${i}.`), `文${i}。`);
  const next = openTranslations({ file, limit: 3 });
  assert.equal(next.get(key('Sentence 9.')), '文9。');
  assert.equal(readFileSync(file, 'utf8').trim().split('\n').length, 4, 'the head and three');
  assert.equal(openTranslations({ file, limit: 3 }).get(key('Sentence 0.')), undefined);
});

test('damage costs what was damaged and nothing else', () => {
  const file = fresh();
  openTranslations({ file }).put(key('One here.'), '一つ。');
  appendFileSync(file, '{"key": "half');
  assert.equal(openTranslations({ file }).get(key('One here.')), '一つ。');
  writeFileSync(file, 'not ours\n');
  const memory = openTranslations({ file });
  memory.put(key('Two here.'), '二つ。');
  assert.equal(openTranslations({ file }).get(key('Two here.')), '二つ。');
});

test('where the disk takes nothing it lasts as long as the process', () => {
  const file = join(fresh(), 'below', 'a', 'file');
  const blocked = join(directory, 'blocked');
  writeFileSync(blocked, '');
  const memory = openTranslations({ file: join(blocked, file) });
  memory.put(key('One here.'), '一つ。');
  assert.equal(memory.get(key('One here.')), '一つ。');
});

test('clear forgets everything and says whether there was something', () => {
  const file = fresh();
  openTranslations({ file }).put(key('One here.'), '一つ。');
  assert.equal(clearTranslations(file), true);
  assert.equal(clearTranslations(file), false);
  assert.equal(openTranslations({ file }).get(key('One here.')), undefined);
});

test('paces are kept between runs, and damage is nothing known', () => {
  const file = join(directory, 'paces', 'paces.json');
  assert.deepEqual(readPaces(file), {});
  writePaces(file, { a: 12.5 });
  assert.deepEqual(readPaces(file), { a: 12.5 });
  writeFileSync(file, '{"a": "x"}');
  assert.deepEqual(readPaces(file), {});
});
