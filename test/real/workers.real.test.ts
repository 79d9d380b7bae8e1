import assert from 'node:assert/strict';
import { existsSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { describe, it } from 'node:test';
import { createEngines } from '../../src/app/engines.ts';
import { resolveSettings } from '../../src/app/settings.ts';
import { sleep } from '../../src/app/speak.ts';
import { transformersHome, transformersInstall } from '../../src/app/transformers.ts';
import { namedPlan } from '../../src/app/translator-plans.ts';
import { workerTranslatorPlan } from '../../src/app/workers.ts';
import { createInterpreter } from '../../src/pipeline/interpreter.ts';
import { runRoad } from '../../src/pipeline/run.ts';
import type { Translator } from '../../src/spec/contracts.ts';
import type { EventBody } from '../../src/spec/events.ts';
import { testTranslator } from '../contract/translator.ts';
import { join, say, voiceContract } from '../contract/voice.ts';
import { startChatServer } from '../helpers/chat-server.ts';
import { createFakeRoad, createRecordingPlayer, turn } from '../helpers/fakes.ts';
import { skipUnless } from '../helpers/require.ts';
import { skipWithout, store } from '../helpers/store.ts';
import { writeTinyNllb } from '../helpers/tiny-nllb.ts';
import { startCosyVoice, startSpeech, startVoicevox } from '../helpers/voice-server.ts';

const env = process.env;
const base = { ...resolveSettings({ runtime: 'workers', from: 'text' }, env), cache: false };

/** The engines of these settings, each in its own process, and the processes' ids by the engine's name. */
function inWorkers(overrides: Partial<typeof base>) {
  const pids = new Map<string, number>();
  const engines = createEngines({ ...base, ...overrides }, env, (name, event) => {
    if (event.type === 'started' && event.pid !== undefined) pids.set(name, event.pid);
  });
  return { engines, pids };
}

const skipVoice = skipWithout('japanese-dictionary') || skipWithout('kokoro-82m') || skipWithout('hts-voice-mei');
const skipTranslator = skipWithout('qwen2.5-coder-1.5b');

voiceContract(
  'open-jtalk in a worker',
  {
    open: () => inWorkers({ translator: 'none', voice: 'open-jtalk' }).engines.voice,
    sentence: 'テストがすべて通りました。',
    two: '終わりました。次に、設定を直します。',
    unspeakable: ['', '。', '🎉'],
  },
  skipVoice,
);

function openTranslator(engine: string, to: string, childEnv = env): Translator {
  const plan = namedPlan(engine, '', { to, store, env });
  if (plan === undefined) throw new Error(`no ${engine}`);
  return workerTranslatorPlan(plan, { settings: { ...base, translator: engine, to }, env: childEnv }).create();
}

describe('llama in a worker', () => {
  const empty = { ...env, STREAM_TTS_HOME: mkdtempSync(joinPath(tmpdir(), 'stream-tts-empty-')) };
  testTranslator({
    title: 'worker llama',
    create: () => openTranslator('llama', 'ja'),
    createBroken: () => openTranslator('llama', 'ja', empty),
    skip: skipTranslator,
  });
});

/** One sentence of a translator in a worker of its own, started and ended for it. */
async function translated(engine: string, to = 'ja', childEnv: typeof env = env, model = ''): Promise<string> {
  const plan = namedPlan(engine, model, { to, store, env: childEnv });
  if (plan === undefined) throw new Error(`no ${engine}`);
  const settings = { ...base, translator: model === '' ? engine : `${engine}:${model}`, to };
  const translator = workerTranslatorPlan(plan, { settings, env: childEnv }).create();
  const options = { to, context: [], attempt: 0, signal: new AbortController().signal };
  let text = '';
  try {
    const sentence = { text: 'I found the problem.', spans: [], language: 'en' };
    for await (const piece of translator.translate(sentence, options)) text += piece;
  } finally {
    await translator.dispose();
  }
  return text;
}

const llamaServer = joinPath(store.root, 'tools', 'llama-server', '11434.0.0', 'llama-server');
const skipLlamaServer =
  skipTranslator || skipUnless(existsSync(llamaServer), 'llama-server is not built', '.ci/llama-server.sh');
const skipNllb = skipUnless(
  existsSync(joinPath(transformersHome(store), 'node_modules')),
  'transformers.js is not here',
  transformersInstall(store),
);

describe('every engine in a worker', () => {
  for (const voice of ['kokoro', 'system:espeak-ng', 'open-jtalk']) {
    it(`voice ${voice}`, { skip: skipVoice }, async () => {
      const { engines, pids } = inWorkers({ translator: 'none', voice });
      assert.ok(join(await say(engines.voice, '問題を見つけました。')).length > engines.voice.sampleRateHz / 2);
      assert.equal(pids.size, 1);
      await engines.dispose();
    });
  }
  for (const [voice, start, path] of [
    ['voicevox:ずんだもん', startVoicevox, ''],
    ['openai:kokoro/jf_alpha', startSpeech, '/v1'],
    ['cosyvoice:日语男', () => startCosyVoice(22_050), ''],
  ] as const) {
    it(`voice ${voice}, of a stand-in for its server`, { skip: skipWithout('japanese-dictionary') }, async () => {
      const server = await start();
      const { engines, pids } = inWorkers({ translator: 'none', voice, server: `${server.url}${path}` });
      assert.ok(join(await say(engines.voice, '問題を見つけました。')).length > engines.voice.sampleRateHz / 2);
      assert.equal(pids.size, 1);
      await engines.dispose();
      await server.close();
    });
  }
  it('translator firefox', { skip: skipWithout('firefox-en-pt') }, async () => {
    assert.match(await translated('firefox', 'pt'), /problema/);
  });
  it('translator llama-server, the real one', { skip: skipLlamaServer }, async () => {
    assert.match(await translated('llama-server', 'ja', { ...env, STREAM_TTS_LLAMA_SERVER: llamaServer }), /問題/);
  });
  it('translator nllb, by a tiny model', { skip: skipNllb }, async () => {
    const directory = writeTinyNllb(joinPath(mkdtempSync(joinPath(tmpdir(), 'stream-tts-nllb-')), 'tiny'));
    assert.equal(await translated('nllb', 'ja', env, directory), '問題を見つけました。');
  });
  it('translator openai, of a stand-in for its server', async () => {
    const data = (value: unknown) => `data: ${typeof value === 'string' ? value : JSON.stringify(value)}\n\n`;
    const server = await startChatServer([
      {
        headers: { 'content-type': 'text/event-stream' },
        body: [data({ choices: [{ delta: { content: '問題を見つけました。' } }] }), data('[DONE]')],
      },
    ]);
    const childEnv = { ...env, OPENAI_BASE_URL: server.baseUrl, OPENAI_API_KEY: 'key' };
    assert.equal(await translated('openai', 'ja', childEnv, 'some-model'), '問題を見つけました。');
    await server.close();
  });
});

const SENTENCES = 20;
const TEXT = Array.from({ length: SENTENCES }, (_, i) => `I read file ${i + 1}.`).join(' ');

describe('a real worker killed in the middle of twenty sentences', { skip: skipVoice || skipTranslator }, () => {
  for (const [victim, after] of [
    ['llama:qwen2.5-coder-1.5b', 4],
    ['open-jtalk:mei', 9],
  ] as const) {
    it(`${victim}: none is lost`, async () => {
      const { engines, pids } = inWorkers({ translator: 'llama', voice: 'open-jtalk' });
      const { road, of } = createFakeRoad({
        interpreter: createInterpreter({ ...engines, to: 'ja', clock: () => performance.now(), sleep }),
        ...{ voice: engines.voice, player: createRecordingPlayer() },
      });
      const before = new Map<string, number>();
      const emit = (event: EventBody) => {
        road.emit(event);
        if (event.type !== 'sentence-end' || of('sentence-end').length !== after) return;
        for (const [name, pid] of pids) before.set(name, pid);
        process.kill(pids.get(victim) ?? 0, 'SIGKILL');
      };
      await runRoad({ ...road, emit }, turn(TEXT));
      await engines.dispose();
      assert.deepEqual(
        of('sentence-end').map(({ sentenceId, outcome }) => [sentenceId, outcome]),
        Array.from({ length: SENTENCES }, (_, i) => [`s${i + 1}`, 'written']),
      );
      assert.deepEqual(
        of('translation').filter(({ translator }) => translator !== 'llama:qwen2.5-coder-1.5b'),
        [],
      );
      assert.deepEqual([...of('error'), ...of('warning')], []);
      assert.notEqual(pids.get(victim), before.get(victim));
    });
  }
});
