import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { resolveSettings } from '../../src/app/settings.ts';
import { openTranslation, planTranslators } from '../../src/app/translators.ts';
import { createStore } from '../../src/models/store.ts';
import { StreamTtsError } from '../../src/spec/errors.ts';
import { createFakeTranslator } from '../helpers/fakes.ts';

function world(t: TestContext, more: Readonly<Record<string, string>> = {}) {
  const home = mkdtempSync(join(tmpdir(), 'stream-tts-translators-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const env = { STREAM_TTS_HOME: home, ...more };
  const store = createStore({ root: home });
  const file = join(home, 'LFM2-350M-ENJP-MT-Q4_K_M.gguf');
  writeFileSync(file, 'GGUF');
  const planned = (translator: string) => planTranslators(resolveSettings({ translator }, env), store, env);
  return { home, env, file, planned, names: (translator: string) => planned(translator).map(({ name }) => name) };
}

test('each name of --translator is a plan, and what it needs is known before it is opened', (t) => {
  const { home, file, planned, names } = world(t);
  writeFileSync(join(home, 'config.json'), '{}');
  assert.deepEqual(names('auto'), ['llama:qwen2.5-coder-1.5b']);
  assert.deepEqual(names('none'), []);
  const needs = (translator: string) => planned(translator)[0]?.models;
  assert.deepEqual(needs('llama'), ['qwen2.5-coder-1.5b']);
  assert.deepEqual(needs('llama:lfm2-350m-enjp-mt'), ['lfm2-350m-enjp-mt']);
  assert.deepEqual(needs('llama-server'), ['qwen2.5-coder-1.5b']);
  assert.deepEqual(needs('nllb'), ['nllb-200-distilled-600m']);
  assert.deepEqual(needs('firefox'), ['firefox-en-ja']);
  assert.deepEqual(needs('openai:some'), []);
  assert.deepEqual([names(`llama:${file}`), needs(`llama:${file}`)], [['llama:LFM2-350M-ENJP-MT-Q4_K_M'], []]);
  assert.deepEqual([names(`nllb:${home}`).length, needs(`nllb:${home}`)], [1, []]);
});

test('a llama-server that runs is named by its address, in the name or in the variable', (t) => {
  const running = 'http://127.0.0.1:8080/';
  const { names, planned } = world(t);
  assert.deepEqual(names(`llama-server:${running}`), ['llama-server:127.0.0.1:8080']);
  const set = world(t, { STREAM_TTS_LLAMA_SERVER: running });
  assert.deepEqual(set.names('llama-server'), ['llama-server:127.0.0.1:8080']);
  assert.deepEqual(set.names('llama-server:qwen3'), ['llama-server:qwen3']);
  assert.deepEqual([planned(`llama-server:${running}`)[0]?.models, set.planned('llama-server')[0]?.models], [[], []]);
});

test('a name, a model or a file that is none is wrong usage, with the nearest right one', (t) => {
  const { planned } = world(t);
  for (const [translator, message] of [
    ['bablefish', /--translator can be auto, llama, .*nllb, none/],
    ['openai', /needs the name of a model/],
    ['llama:lfm2-350m-enjp', /did you mean lfm2-350m-enjp-mt\?/],
    ['llama-server:/nowhere/x.gguf', /There is no model file/],
    ['nllb:/nowhere', /There is no model in \/nowhere/],
  ] as const) {
    assert.throws(
      () => planned(translator),
      (error) => error instanceof StreamTtsError && error.exitCode === 2 && message.test(error.message),
      translator,
    );
  }
});

test('what the user named is asked first; of what is here the best in time', async (t) => {
  const { env, planned } = world(t);
  for (const [translator, policy] of [
    ['auto', 'by-deadline'],
    ['openai:some', 'in-order'],
  ] as const) {
    const opened = openTranslation(resolveSettings({ translator, cache: false }, env), env, planned('openai:some'));
    assert.equal(opened.policy, policy);
    await opened.dispose();
  }
});

test('what has the same key is loaded once for all, and unloaded by the last who disposes of it', async (t) => {
  const { env } = world(t);
  const said: string[] = [];
  let device: string | undefined;
  const plan = (key: string | undefined) => ({
    ...{ name: 'fake', models: [], files: [], key },
    create() {
      said.push('made');
      return {
        ...createFakeTranslator(),
        get device() {
          return device;
        },
        async dispose() {
          said.push('disposed');
        },
      };
    },
  });
  const open = (flags: Readonly<Record<string, unknown>>, key: string | undefined) =>
    openTranslation(resolveSettings({ cache: false, ...flags }, env), env, [plan(key)]);
  const [one, other] = [open({}, 'k'), open({ voice: 'kokoro:jm_kumo' }, 'k')];
  assert.deepEqual(said, ['made']);
  device = 'cuda';
  assert.equal(other.translators[0]?.device, 'cuda', 'known only when it has been loaded');
  await one.dispose();
  await one.dispose();
  assert.deepEqual(said, ['made'], 'the other one still translates');
  await other.dispose();
  assert.deepEqual(said, ['made', 'disposed']);
  const alone = [open({}, 'other'), open({}, undefined), open({}, undefined)];
  assert.equal(said.length, 5, 'nothing is shared with another key, or without one');
  await Promise.all(alone.map((translation) => translation.dispose()));
  assert.equal(said.filter((word) => word === 'disposed').length, 4);
});

test('plans have the same key when they load the same and ask it alike', (t) => {
  const { env, file, home, planned } = world(t, { OPENAI_BASE_URL: 'http://127.0.0.1:1/v1' });
  const store = createStore({ root: home });
  const keyOf = (translator: string) => planned(translator)[0]?.key;
  assert.equal(keyOf('auto'), keyOf('llama'));
  const names = ['llama', 'plain', `llama:${file}`, 'llama-server', 'openai:some', 'openai:other', 'firefox', 'nllb'];
  const keys = names.map(keyOf);
  const english = planTranslators(resolveSettings({ to: 'pt' }, env), store, env)[0]?.key;
  assert.equal(new Set([...keys, english]).size, names.length + 1);
  assert.ok(!keys.includes(undefined));
});
