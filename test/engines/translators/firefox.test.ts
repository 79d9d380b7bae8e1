import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { Worker } from 'node:worker_threads';
import { createFirefoxTranslator, firefoxFilesOf } from '../../../src/engines/translators/firefox.ts';
import type { Translator } from '../../../src/spec/contracts.ts';
import { StreamTtsError } from '../../../src/spec/errors.ts';

/** Stands in for Bergamot: it answers with the text in capitals, and does as some texts say. */
const FAKE_THREAD = `
  const { parentPort, workerData } = require('node:worker_threads');
  const behaviours = {
    die: () => process.exit(1),
    throw: () => { throw new Error('out of memory'); },
    mumble: () => parentPort.postMessage('what?'),
    abort: (id) => parentPort.postMessage({ id, error: 'Aborted()', code: 'run' }),
    japanese: (id) => parentPort.postMessage({ id, text: '終わりました。 次です。' }),
  };
  parentPort.on('message', ({ id, text }) => {
    new BroadcastChannel(workerData.lex).postMessage(text);
    const behave = behaviours[text];
    if (behave) behave(id);
    else parentPort.postMessage({ id, text: text.toUpperCase() });
  });
  parentPort.postMessage({ id: 0, text: '' });
`;

const FILES = { model: 'model', lex: 'lex', sourceVocabulary: 'vocabulary', targetVocabulary: 'vocabulary' };

function fake(t: TestContext) {
  const threads: Worker[] = [];
  const translator = createFirefoxTranslator({
    ...{ files: FILES, from: 'en', to: 'ja' },
    startThread(workerData) {
      const thread = new Worker(FAKE_THREAD, { eval: true, workerData });
      threads.push(thread);
      return thread;
    },
  });
  t.after(() => translator.dispose());
  return { translator, threads };
}

async function say(translator: Translator, text: string, signal = new AbortController().signal): Promise<string[]> {
  const pieces: string[] = [];
  const sentence = { text, spans: [], language: 'en' };
  for await (const piece of translator.translate(sentence, { to: 'ja', context: [], attempt: 0, signal }))
    pieces.push(piece);
  return pieces;
}

test('a sentence is given to the engine on one line, and its translation comes in one piece', async (t) => {
  const { translator, threads } = fake(t);
  assert.equal(translator.name, 'firefox:en-ja');
  assert.deepEqual(await say(translator, '  one\n two '), ['ONE TWO']);
  assert.deepEqual(await say(translator, ' \n'), []);
  assert.deepEqual(await say(translator, 'japanese'), ['終わりました。次です。']);
  assert.equal(threads.length, 1);
});

for (const [behaviour, reason] of [
  ['die', /firefox:en-ja stopped: its thread has ended/],
  ['throw', /out of memory/],
  ['mumble', /an answer of another kind/],
  ['abort', /Aborted\(\)/],
] as const) {
  test(`a thread that does "${behaviour}" fails its sentence, and the next one has a new thread`, async (t) => {
    const { translator, threads } = fake(t);
    const [failed, next] = await Promise.allSettled([say(translator, behaviour), say(translator, 'next')]);
    assert.ok(failed.status === 'rejected' && failed.reason instanceof StreamTtsError);
    const { code, exitCode, permanent, message } = failed.reason;
    assert.deepEqual([code, exitCode, permanent], ['translator-died', 1, false]);
    assert.match(message, reason);
    assert.deepEqual(next, { status: 'fulfilled', value: ['NEXT'] });
    assert.equal(threads.length, 2);
  });
}

test('a thread that dies between two sentences is not noticed', async (t) => {
  const { translator, threads } = fake(t);
  await say(translator, 'one');
  await threads[0]?.terminate();
  assert.deepEqual(await say(translator, 'two'), ['TWO']);
});

test('a sentence that is aborted gives nothing, and one that had not begun never reaches the engine', async (t) => {
  const { translator } = fake(t);
  const heard: unknown[] = [];
  const ear = new BroadcastChannel(FILES.lex);
  t.after(() => ear.close());
  ear.onmessage = (event: unknown) => heard.push((event as { data: unknown }).data);
  await translator.warm();
  const controller = new AbortController();
  const all = [say(translator, 'one', controller.signal), say(translator, 'two', controller.signal)];
  controller.abort();
  assert.deepEqual(await Promise.all(all), [[], []]);
  assert.deepEqual(await say(translator, 'three'), ['THREE']);
  while (heard.at(-1) !== 'three') await new Promise((resolve) => setImmediate(resolve));
  assert.ok(!heard.includes('two'), heard.join(' '));
});

test('after it was disposed it starts nothing', async (t) => {
  const { translator, threads } = fake(t);
  await say(translator, 'one');
  await translator.dispose();
  await assert.rejects(say(translator, 'two'), StreamTtsError);
  assert.equal(threads.length, 1);
});

test('files that are missing or no model: exit code 3 and the command, from the real engine', async (t) => {
  const dir = mkdtempSync(join(tmpdir(), 'stream-tts-firefox-'));
  t.after(() => rmSync(dir, { recursive: true, force: true }));
  const path = join(dir, 'rubbish');
  writeFileSync(path, 'rubbish '.repeat(1000));
  for (const [file, reason] of [
    [join(dir, 'nothing'), /ENOENT/],
    [path, /could not be loaded: (?!.*Aborted\(\))/],
  ] as const) {
    const files = { model: file, lex: file, sourceVocabulary: file, targetVocabulary: file };
    const translator = createFirefoxTranslator({ files, from: 'en', to: 'ja' });
    for (const attempt of [() => translator.warm(), () => say(translator, 'One.')])
      await assert.rejects(attempt, (error) => {
        assert.ok(error instanceof StreamTtsError);
        assert.deepEqual([error.code, error.exitCode], ['translator-load', 3]);
        assert.equal(error.fix, 'npx stream-tts models pull firefox-en-ja');
        assert.match(error.message, reason);
        return true;
      });
    await translator.dispose();
  }
});

test('the files of a model are found by their names, with one vocabulary or two', () => {
  assert.deepEqual(firefoxFilesOf({ 'model.enpt.bin': '/m', 'lex.50.50.enpt.s2t.bin': '/l', 'vocab.enpt.spm': '/v' }), {
    model: '/m',
    lex: '/l',
    sourceVocabulary: '/v',
    targetVocabulary: '/v',
  });
  const two = { 'model.x': '/m', 'lex.x': '/l', 'srcvocab.x': '/s', 'trgvocab.x': '/t' };
  assert.deepEqual(Object.values(firefoxFilesOf(two)), ['/m', '/l', '/s', '/t']);
  assert.throws(() => firefoxFilesOf({ 'model.x': '/m' }), /no file lex/);
});
