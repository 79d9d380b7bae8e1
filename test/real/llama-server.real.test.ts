import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createLlamaServerTranslator } from '../../src/engines/translators/llama-server.ts';
import { startLlamaServer } from '../../src/engines/translators/llama-server-process.ts';
import { createOpenAiTranslator } from '../../src/engines/translators/openai.ts';
import { testTranslator } from '../contract/translator.ts';
import { skipUnless } from '../helpers/require.ts';
import { skipWithout, store } from '../helpers/store.ts';

const MODEL = 'qwen2.5-coder-1.5b';
const THREADS = Math.min(2, availableParallelism());
/** Where `.ci/llama-server.sh` builds it. */
const program = join(store.root, 'tools', 'llama-server', '11434.0.0', 'llama-server');
const skip = skipWithout(MODEL) || skipUnless(existsSync(program), 'llama-server is not built', '.ci/llama-server.sh');

function modelPath(): string {
  return Object.values(store.require(MODEL).files).find((path) => path.endsWith('.gguf')) ?? '';
}

testTranslator({
  title: 'llama-server, the real one',
  create: () =>
    createLlamaServerTranslator({ modelName: MODEL, server: { modelPath: modelPath(), threads: THREADS, program } }),
  createBroken: () =>
    createLlamaServerTranslator({ modelName: 'none', server: { modelPath: program, threads: THREADS, program } }),
  skip,
});

const running =
  skip === false
    ? await startLlamaServer(
        { modelPath: modelPath(), threads: THREADS, program },
        { loadMs: 120_000, signal: new AbortController().signal },
      )
    : undefined;
after(() => running?.kill());

testTranslator({
  title: "openai, at the real llama-server's API",
  create: () => createOpenAiTranslator({ baseUrl: `${running?.url}/v1`, model: MODEL, apiKey: running?.apiKey }),
  createBroken: () => createOpenAiTranslator({ baseUrl: 'http://127.0.0.1:1/v1', model: MODEL }),
  skip,
});

test('llama-server, the real one: joined while it runs; killed, it is said to be gone', { skip }, async () => {
  const { signal } = new AbortController();
  const server = await startLlamaServer(
    { modelPath: modelPath(), threads: THREADS, program },
    { loadMs: 120_000, signal },
  );
  const { url, apiKey } = server;
  const translator = createLlamaServerTranslator({ modelName: MODEL, server: { url, apiKey } });
  const options = { to: 'ja', context: [], attempt: 0, signal };
  const sentence = { text: 'I found the problem.', spans: [], language: 'en' };
  let said = '';
  for await (const piece of translator.translate(sentence, options)) said += piece;
  assert.match(said, /問題/);
  const stranger = createLlamaServerTranslator({ modelName: MODEL, server: { url, apiKey: 'wrong' } });
  await assert.rejects(stranger.warm(), /refuses the key in the variable LLAMA_API_KEY/);
  await server.kill();
  await assert.rejects(async () => {
    for await (const _ of translator.translate(sentence, options));
  }, /Nothing answers at/);
  await translator.dispose();
});
