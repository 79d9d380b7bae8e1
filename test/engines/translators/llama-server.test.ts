import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { createLlamaServerTranslator } from '../../../src/engines/translators/llama-server.ts';
import { startLlamaServer } from '../../../src/engines/translators/llama-server-process.ts';
import type { Translator } from '../../../src/spec/contracts.ts';
import { StreamTtsError } from '../../../src/spec/errors.ts';
import { LONG_LIMITS, SHORT_LIMITS, testChatFaults } from '../../contract/chat-faults.ts';
import { testTranslator } from '../../contract/translator.ts';
import { says, startChatServer } from '../../helpers/chat-server.ts';
import { createFakeLlamaServer } from '../../helpers/fake-llama-server.ts';

const PROCESS = fileURLToPath(new URL('../../../src/engines/translators/llama-server-process.ts', import.meta.url));
const fake = createFakeLlamaServer();
// The stand-in is a shell script's equal; Windows starts no such file.
const skip = process.platform === 'win32' ? 'the stand-in needs a Unix' : false;

function create({ program = fake.program, modelPath = fake.modelPath } = {}): Translator {
  return createLlamaServerTranslator({ modelName: 'stand-in', server: { modelPath, threads: 2, program } });
}

function running(baseUrl: string, limits = LONG_LIMITS): Translator {
  return createLlamaServerTranslator({ modelName: 'stand-in', server: { url: baseUrl.replace('/v1', '') }, limits });
}

async function saidBy(translator: Translator, text = 'I found the problem.'): Promise<string> {
  let said = '';
  const options = { to: 'ja', context: [], attempt: 0, signal: new AbortController().signal };
  for await (const piece of translator.translate({ text, spans: [], language: 'en' }, options)) said += piece;
  return said;
}

/** Resolves when there is no such process. */
async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await sleep(20);
  }
}

testTranslator({
  title: 'llama-server',
  create,
  createBroken: () => create({ program: '/nowhere/llama-server' }),
  skip,
});

testTranslator({
  title: 'llama-server that runs',
  create: () => runningOver(),
  createBroken: () => running('http://127.0.0.1:1'),
  skip,
});

/** A server of somebody else, in front of which the translator stands. */
function runningOver(): Translator {
  const owner = new AbortController();
  const server = startLlamaServer({ ...fake, threads: 1 }, { loadMs: 20_000, signal: owner.signal });
  const opened = server.then(({ url, apiKey }) =>
    createLlamaServerTranslator({ modelName: 'stand-in', server: { url, apiKey } }),
  );
  return {
    name: 'llama-server:stand-in',
    warm: async () => (await opened).warm(),
    async *translate(...asked) {
      yield* (await opened).translate(...asked);
    },
    async dispose() {
      await (await opened).dispose();
      await (await server).kill();
    },
  };
}

testChatFaults({ title: 'llama-server', create: running });

test('llama-server: one slot; what never changes is evaluated before the first sentence', { skip }, async () => {
  const own = createFakeLlamaServer();
  const translator = create(own);
  await translator.warm();
  assert.equal(translator.device, 'CUDA0');
  await saidBy(translator);
  await translator.dispose();
  const [start = '', ...bodies] = own.log();
  assert.match(start, /-np 1 .*--host 127\.0\.0\.1 --port \d+/);
  const [warming, asking] = bodies.map((body) => JSON.parse(body));
  assert.equal(warming.max_tokens, 0);
  assert.ok(asking.max_tokens > 20);
  for (const { id_slot, cache_prompt } of [warming, asking]) assert.deepEqual([id_slot, cache_prompt], [0, true]);
  assert.deepEqual(warming.messages.slice(0, -1), asking.messages.slice(0, -1));
});

test('llama-server: one that dies is started again, and the sentence is asked anew', { skip }, async () => {
  const own = createFakeLlamaServer();
  const translator = create(own);
  await translator.warm();
  assert.equal(await saidBy(translator, 'You die now.'), '問題を見つけました。');
  assert.equal(own.log().filter((line) => line.startsWith('start')).length, 2);
  await translator.dispose();
});

test('llama-server: one that was killed between two sentences is started again', { skip }, async () => {
  const own = createFakeLlamaServer();
  const translator = create(own);
  await translator.warm();
  process.kill(own.pid(), 'SIGKILL');
  assert.equal(await saidBy(translator), '問題を見つけました。');
  await translator.dispose();
  await gone(own.pid());
  await assert.rejects(saidBy(translator), /was closed/);
});

test('llama-server: it ends with its owner, even one that was killed', { skip }, async () => {
  const own = createFakeLlamaServer();
  const script = `
    import { startLlamaServer } from ${JSON.stringify(PROCESS)};
    const { signal } = new AbortController();
    await startLlamaServer({ ...${JSON.stringify(own)}, threads: 1 }, { loadMs: 20_000, signal });
    process.kill(process.pid, 'SIGKILL');
  `;
  const owner = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], { stdio: 'inherit' });
  await once(owner, 'exit');
  await gone(own.pid());
});

test('llama-server: what it said before it ended is in the error', { skip }, async () => {
  const translator = create({ ...fake, modelPath: join(fake.modelPath, '..', 'broken.gguf') });
  await assert.rejects(translator.warm(), (error) => {
    assert.ok(error instanceof StreamTtsError);
    assert.deepEqual([error.code, error.exitCode], ['translator-load', 3]);
    assert.match(error.message, /error loading model: file is too small\.$/);
    return true;
  });
  await translator.dispose();
});

test('llama-server: one that is loading is waited for, and not for ever', { skip }, async () => {
  const loading = await startChatServer([says('問題です。')], { health: [503, 503] });
  const patient = running(loading.baseUrl);
  assert.equal(await saidBy(patient), '問題です。');
  await patient.dispose();
  await loading.close();
  const never = await startChatServer([says('問題です。')], { health: Array.from({ length: 1000 }, () => 503) });
  const translator = running(never.baseUrl, SHORT_LIMITS);
  await assert.rejects(
    translator.warm(),
    (error) => error instanceof StreamTtsError && error.code === 'translator-slow',
  );
  await translator.dispose();
  await never.close();
});

test('llama-server: an abort closes the connection', async () => {
  const server = await startChatServer([says(), { body: [], ending: 'hang' }]);
  const translator = running(server.baseUrl);
  await translator.warm();
  const controller = new AbortController();
  const options = { to: 'ja', context: [], attempt: 0, signal: controller.signal };
  const next = translator
    .translate({ text: 'One.', spans: [], language: 'en' }, options)
    [Symbol.asyncIterator]()
    .next();
  while (server.requests.length < 2) await new Promise(setImmediate);
  controller.abort(new Error('enough'));
  await server.leftBy(1);
  assert.equal((await next).done, true);
  await translator.dispose();
  await server.close();
});

test('llama-server: what was begun is not given again, whether the server repeats it or not', async () => {
  const begun = 'パーサーは、';
  for (const pieces of [
    ['パーサーは、読みます', '。'],
    ['パー', 'サーは', '、読みます。'],
    ['読み', 'ます。'],
  ]) {
    const server = await startChatServer([says(), says(...pieces)]);
    const translator = running(server.baseUrl);
    const { signal } = new AbortController();
    const options = { to: 'ja', context: [], attempt: 0, signal, given: begun };
    let said = '';
    for await (const piece of translator.translate({ text: 'One.', spans: [], language: 'en' }, options)) said += piece;
    assert.equal(said, '読みます。');
    assert.deepEqual(server.requests[1]?.body.messages?.at(-1), { role: 'assistant', content: begun });
    await translator.dispose();
    await server.close();
  }
});
