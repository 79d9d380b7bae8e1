import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { test } from 'node:test';
import type { Worker } from 'node:worker_threads';
import { createFirefoxTranslator, firefoxFilesOf } from '../../src/engines/translators/firefox.ts';
import { startFirefoxThread } from '../../src/engines/translators/firefox-session.ts';
import type { Translator } from '../../src/spec/contracts.ts';
import { StreamTtsError } from '../../src/spec/errors.ts';
import { testTranslator } from '../contract/translator.ts';
import { skipWithout, store } from '../helpers/store.ts';

/** The Japanese model is at no package registry; this one is of the same kind, for the same engine. */
const MODEL = 'firefox-en-pt';
const skip = skipWithout(MODEL);

function create(files = firefoxFilesOf(store.require(MODEL).files)) {
  return createFirefoxTranslator({ files, from: 'en', to: 'pt' });
}

function createBroken() {
  const nowhere = '/nowhere/model';
  return create({ model: nowhere, lex: nowhere, sourceVocabulary: nowhere, targetVocabulary: nowhere });
}

async function say(translator: Translator, text: string, signal = new AbortController().signal): Promise<string> {
  let said = '';
  const sentence = { text, spans: [], language: 'en' };
  for await (const piece of translator.translate(sentence, { to: 'pt', context: [], attempt: 0, signal }))
    said += piece;
  return said;
}

testTranslator({
  ...{ title: 'firefox', create, createBroken, skip, pieces: 1 },
  target: { to: 'pt', letters: /\b(?:o|a|um|uma|os|as|de)\b/i, problem: /problema/ },
});

test('firefox: sentences of an agent are translated whole, from their first word on', { skip }, async () => {
  const translator = create();
  for (const [source, translation] of [
    ['Let me read the file first.', /^Deixe-me ler o arquivo primeiro\.$/],
    ['The build failed because a dependency is missing.', /^A construção falhou .* dependência/],
    ['You should not delete this folder.', /^Não deve .* pasta\.$/],
    ['The response time went from 200 to 80 milliseconds.', /^O tempo de resposta .*200.*80 milissegundos\.$/],
    ['Is the documentation up to date?', /^A documentação está atualizada\?$/],
    ['The first one is done. The second one is not.', /^O primeiro .*\. O segundo .*não/],
  ] as const)
    assert.match(await say(translator, source), translation, source);
  await translator.dispose();
});

test('firefox: two vocabularies that are two files do as one that both languages share', { skip }, async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'stream-tts-firefox-'));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  const files = firefoxFilesOf(store.require(MODEL).files);
  const targetVocabulary = join(dir, 'trgvocab.enpt.spm');
  writeFileSync(targetVocabulary, readFileSync(files.targetVocabulary));
  const translator = create({ ...files, targetVocabulary });
  assert.match(await say(translator, 'I found the problem.'), /^Eu encontrei o problema\.$/);
  await translator.dispose();
});

test('firefox: a thread that is ended in the middle of a sentence is started again for the next', {
  skip,
}, async () => {
  const threads: Worker[] = [];
  const translator = createFirefoxTranslator({
    ...{ files: firefoxFilesOf(store.require(MODEL).files), from: 'en', to: 'pt' },
    startThread(files) {
      const thread = startFirefoxThread(files);
      threads.push(thread);
      return thread;
    },
  });
  await translator.warm();
  const long = say(translator, 'The parser reads the whole file and writes a short report. '.repeat(50));
  const next = say(translator, 'I found the problem.');
  await new Promise((resolve) => setImmediate(resolve));
  void threads[0]?.terminate();
  await assert.rejects(long, (error) => error instanceof StreamTtsError && error.code === 'translator-died');
  assert.match(await next, /problema/);
  assert.equal(threads.length, 2);
  await translator.dispose();
});

test('firefox: a long sentence that is aborted gives nothing, and the next one is right', { skip }, async () => {
  const translator = create();
  await translator.warm();
  const controller = new AbortController();
  const long = say(
    translator,
    'The parser reads the whole file and writes a short report. '.repeat(20),
    controller.signal,
  );
  setImmediate(() => controller.abort());
  assert.equal(await long, '');
  assert.match(await say(translator, 'I found the problem.'), /^Eu encontrei o problema\.$/);
  await translator.dispose();
});

test('firefox: each file cut short is told with exit code 3 and the command', { skip }, async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'stream-tts-firefox-'));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  const whole = store.require(MODEL).files;
  for (const [name, path] of Object.entries(whole)) {
    const cut = join(dir, basename(path));
    const content = readFileSync(path);
    writeFileSync(cut, content.subarray(0, content.length / 2));
    const translator = create(firefoxFilesOf({ ...whole, [name]: cut }));
    await assert.rejects(translator.warm(), (error) => {
      assert.ok(error instanceof StreamTtsError, name);
      assert.deepEqual([error.exitCode, error.fix], [3, `npx stream-tts models pull ${MODEL}`], name);
      t.diagnostic(error.message);
      return true;
    });
    await translator.dispose();
  }
});
