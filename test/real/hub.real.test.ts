import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { CATALOGUE, defaultModelIds } from '../../src/models/catalogue.ts';
import { runCli } from '../helpers/cli.ts';
import { startHub } from '../helpers/hub-server.ts';
import { skipWithout, store } from '../helpers/store.ts';
import { readWav } from '../helpers/wav.ts';

const skip = defaultModelIds().map(skipWithout).find(Boolean) ?? false;

test('without Python, the model hub alone is enough: the real models come from it and speak', {
  skip,
  timeout: 600_000,
}, async (t) => {
  const home = mkdtempSync(join(tmpdir(), 'stream-tts-hub-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const files: Record<string, Uint8Array> = {};
  for (const model of CATALOGUE.filter((entry) => entry.default)) {
    for (const file of model.files) {
      const source = file.sources.find(({ kind }) => kind === 'hub');
      assert.ok(source?.kind === 'hub', `${model.id}/${file.name} has no place at the hub`);
      files[`${source.repo}/${source.path}`] = readFileSync(store.file(model.id, file.name));
    }
  }
  const hub = await startHub(files);
  t.after(() => hub.close());
  const env = { STREAM_TTS_HOME: home, STREAM_TTS_HUB: hub.url, STREAM_TTS_PYTHON: '/nonexistent/python3' };

  const missing = await runCli(['say', 'All 24 tests pass now.'], { env });
  assert.equal(missing.code, 3);
  assert.match(missing.stderr, /Type: npx stream-tts models pull/);
  assert.deepEqual(hub.requests, [], 'nothing is fetched unasked');

  const pulled = await runCli(['models', 'pull'], { env });
  assert.equal(pulled.code, 0, pulled.stderr);
  const asked = hub.requests.length;
  const again = await runCli(['models', 'pull'], { env });
  assert.equal(again.code, 0, again.stderr);
  assert.equal(hub.requests.length, asked, 'a second pull fetches nothing');

  const wav = join(home, 'said.wav');
  const said = await runCli(['say', 'All 24 tests pass now.', '--out', wav], { env });
  assert.equal(said.code, 0, said.stderr);
  assert.match(said.stdout, /24/);
  const { samples, sampleRateHz } = readWav(wav);
  assert.ok(samples.length > sampleRateHz, 'at least a second of sound');
  assert.ok(samples.some((sample) => Math.abs(sample) > 0.05));
});
