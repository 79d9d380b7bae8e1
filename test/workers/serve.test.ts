import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Connection, linkedPair } from '../../src/wire/connection.ts';
import type { Frame } from '../../src/wire/frames.ts';
import { openLink } from '../../src/workers/link.ts';
import { serveEngine } from '../../src/workers/serve.ts';
import { createFakeTranslator, createFakeVoice, settle } from '../helpers/fakes.ts';

/** A worker in this process: `worker` is its side, and `ask` sends what the program would. */
async function served(voice = createFakeVoice()) {
  const [program, worker] = linkedPair();
  const done = serveEngine(worker, { open: () => ({ role: 'voice', engine: voice }), memoryMB: () => 7, beatMs: 1e6 });
  const answers = program[Symbol.asyncIterator]();
  const next = async (): Promise<Frame['head']> => ((await answers.next()) as { value: Frame }).value.head;
  await program.send({ type: 'open', protocol: 1, role: 'voice', engine: {} });
  assert.equal((await next()).type, 'ready');
  return { program, next, done };
}

test('an engine works only as far as its pieces are asked for', async () => {
  let made = 0;
  const voice = createFakeVoice({
    async *speak() {
      for (;;) {
        made += 1;
        yield { samples: new Float32Array(1), sampleRateHz: 1000 };
      }
    },
  });
  const { program, next, done } = await served(voice);
  await program.send({ type: 'speak', id: 1, pull: 2, text: 'a', options: { speed: 1 } });
  await settle();
  assert.equal(made, 2);
  await program.send({ type: 'pull', id: 1, pieces: 1 });
  await settle();
  assert.equal(made, 3);
  for (let i = 0; i < 3; i += 1) assert.equal((await next()).type, 'piece');
  program.close();
  await done;
  assert.equal(made, 3);
});

test('a cancelled request is aborted in the engine, and the engine goes on', async () => {
  let aborted = false;
  const voice = createFakeVoice({
    async *speak(text, { signal }) {
      if (text === 'b') return;
      await new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
      aborted = true;
    },
  });
  const { program, next } = await served(voice);
  await program.send({ type: 'speak', id: 1, pull: 1, text: 'a', options: { speed: 1 } });
  await program.send({ type: 'cancel', id: 1 });
  assert.deepEqual(await next(), { type: 'end', id: 1 });
  assert.ok(aborted);
  await program.send({ type: 'speak', id: 2, pull: 1, text: 'b', options: { speed: 1 } });
  assert.deepEqual(await next(), { type: 'end', id: 2 });
});

test('what is not understood is an error, and the worker goes on', async () => {
  const { program, next } = await served();
  const wrong = [
    { type: 'sing', id: 1 },
    { type: 'speak', id: 2, pull: 1, text: 5, options: { speed: 1 } },
    { type: 'translate', id: 3, pull: 1, sentence: { text: '', spans: [], language: 'en' }, options: OPTIONS },
  ];
  for (const head of wrong) {
    await program.send(head);
    const { type, id, error } = await next();
    assert.deepEqual([type, id, typeof error], ['error', head.id, 'object']);
  }
  await program.send({ type: 'speak', id: 4, pull: 9, text: 'a', options: { speed: 1 } });
  assert.equal((await next()).type, 'piece');
});

const OPTIONS = { to: 'ja', context: [], attempt: 0 };

/** A link to a worker that the test plays itself. */
async function linked() {
  const [program, worker] = linkedPair();
  const link = openLink(launched(program), { role: 'translator', engine: {}, onMemory: () => {} });
  const asked = worker[Symbol.asyncIterator]();
  const next = async (): Promise<Frame['head']> => ((await asked.next()) as { value: Frame }).value.head;
  assert.equal((await next()).type, 'open');
  await worker.send({ type: 'ready', protocol: 1 });
  await link.ready;
  return { link, worker, next };
}

function launched(connection: Connection) {
  let kill = () => {};
  const ended = new Promise<string>((resolve) => {
    kill = () => resolve('it was killed');
  });
  return { connection, pid: 1, ended, kill: () => kill(), end: async () => {}, hold: () => {} };
}

test('an abort is told to the worker, and its late answer is dropped', async () => {
  const { link, worker, next } = await linked();
  const controller = new AbortController();
  const first = link.request({ type: 'translate' }, { signal: controller.signal });
  const piece = first.next();
  assert.deepEqual(await next(), { type: 'translate', id: 1, pull: 1 });
  controller.abort();
  assert.equal((await piece).done, true);
  assert.deepEqual(await next(), { type: 'cancel', id: 1 });
  await worker.send({ type: 'piece', id: 1, text: 'late' });
  await worker.send({ type: 'end', id: 1 });
  const second = link.request({ type: 'translate' }, {});
  const answer = second.next();
  assert.equal((await next()).id, 2);
  await worker.send({ type: 'piece', id: 2, text: 'in time' });
  assert.equal((await answer).value?.head.text, 'in time');
  assert.ok(link.alive);
});

test('whoever gives more than was asked for is gone', async () => {
  const { link, worker, next } = await linked();
  const request = link.request({ type: 'translate' }, {});
  const first = request.next();
  await next();
  for (const text of ['a', 'b', 'c']) await worker.send({ type: 'piece', id: 1, text });
  await settle();
  await assert.rejects(
    async () => {
      await first;
      await request.next();
      await request.next();
    },
    { name: 'WorkerGone', message: /more pieces/ },
  );
});

test('a worker of another protocol is not used', async () => {
  const [program, worker] = linkedPair();
  const link = openLink(launched(program), { role: 'voice', engine: {}, onMemory: () => {} });
  await worker.send({ type: 'ready', protocol: 2 });
  await assert.rejects(link.ready, { name: 'WorkerGone', message: /protocol 2/ });
  assert.match(await link.ended, /protocol 2/);
});

test('a translator is served with all that the road asks of it', async () => {
  const [program, worker] = linkedPair();
  const seen: unknown[] = [];
  const engine = createFakeTranslator({
    async *translate(sentence, { signal: _, ...options }) {
      seen.push(sentence, options);
      yield '訳';
    },
  });
  void serveEngine(worker, { open: () => ({ role: 'translator', engine }), memoryMB: () => 7, beatMs: 1e6 });
  const link = openLink(launched(program), { role: 'translator', engine: {}, onMemory: () => {} });
  const sentence = { text: 'Run npm.', spans: [{ start: 4, end: 7, kind: 'code' }], language: 'en' };
  const options = {
    ...{ to: 'ja', context: [{ source: 'a', translation: 'b' }], attempt: 1 },
    ...{ terms: [{ source: 'x', target: 'y' }], kept: sentence.spans, given: '訳' },
  };
  const texts: unknown[] = [];
  for await (const { head } of link.request({ type: 'translate', sentence, options }, {})) texts.push(head.text);
  assert.deepEqual([texts, seen], [['訳'], [sentence, options]]);
});
