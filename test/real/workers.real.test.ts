import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { describe, it } from 'node:test';
import { createEngines } from '../../src/app/engines.ts';
import { resolveSettings } from '../../src/app/settings.ts';
import { sleep } from '../../src/app/speak.ts';
import { namedPlan } from '../../src/app/translator-plans.ts';
import { workerTranslatorPlan } from '../../src/app/workers.ts';
import { createInterpreter } from '../../src/pipeline/interpreter.ts';
import { runRoad } from '../../src/pipeline/run.ts';
import type { Translator } from '../../src/spec/contracts.ts';
import type { EventBody } from '../../src/spec/events.ts';
import { testTranslator } from '../contract/translator.ts';
import { join, say, voiceContract } from '../contract/voice.ts';
import { createFakeRoad, createRecordingPlayer, turn } from '../helpers/fakes.ts';
import { skipWithout, store } from '../helpers/store.ts';

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

describe('every engine in a worker', { skip: skipVoice || skipTranslator }, () => {
  for (const voice of ['kokoro', 'system:espeak-ng', 'open-jtalk']) {
    it(`voice ${voice}`, async () => {
      const { engines, pids } = inWorkers({ translator: 'none', voice });
      assert.ok(join(await say(engines.voice, '問題を見つけました。')).length > engines.voice.sampleRateHz / 2);
      assert.equal(pids.size, 1);
      await engines.dispose();
    });
  }
  it('translator firefox', { skip: skipWithout('firefox-en-pt') }, async () => {
    const translator = openTranslator('firefox', 'pt');
    const sentence = { text: 'I found the problem.', spans: [], language: 'en' };
    const options = { to: 'pt', context: [], attempt: 0, signal: new AbortController().signal };
    let text = '';
    for await (const piece of translator.translate(sentence, options)) text += piece;
    assert.match(text, /problema/);
    await translator.dispose();
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
