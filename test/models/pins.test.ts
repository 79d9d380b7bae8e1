import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { StreamTtsError } from '../../src/spec/errors.ts';
import { startHub } from '../helpers/hub-server.ts';
import { createLab, modelOf, noise } from '../helpers/models-lab.ts';

const CONTENT = noise(20_000);
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');
const UNKNOWN = modelOf('new', [
  { name: 'onnx/new.bin', bytes: 1, sha256: '', sources: [{ kind: 'hub', repo: 'some/one', path: 'onnx/new.bin' }] },
]);

test('a file of which nothing is known: what the hub says of it is shown and kept, and nothing else is accepted', async (t) => {
  const hub = await startHub({ 'some/one/onnx/new.bin': CONTENT });
  t.after(hub.close);
  const { store, pull, events } = createLab(t, [UNKNOWN], hub.url);
  assert.equal(store.installed('new'), false);
  assert.deepEqual(await pull(), [{ id: 'new', fetched: true }]);
  assert.deepEqual(readFileSync(store.file('new', 'onnx/new.bin')), CONTENT);
  assert.equal(store.installed('new'), true);
  const pinned = events.find(({ type }) => type === 'pinned');
  assert.deepEqual(pinned, {
    ...{ type: 'pinned', id: 'new', file: 'onnx/new.bin', host: new URL(hub.url).host },
    ...{ bytes: CONTENT.length, sha256: SHA256 },
  });
  store.remove('new');
  const other = await startHub({ 'some/one/onnx/new.bin': noise(20_000, 2) });
  t.after(other.close);
  const env = { PATH: process.env.PATH, STREAM_TTS_HUB: other.url };
  await assert.rejects(pull({ env }), /another file under this name/);
  assert.deepEqual(await pull(), [{ id: 'new', fetched: true }]);
  assert.equal(events.filter(({ type }) => type === 'pinned').length, 1);
});

test('a small file for which the hub names no sha256 is hashed as it comes', async (t) => {
  const hub = await startHub({ 'some/one/onnx/new.bin': CONTENT }, { linkedEtag: false });
  t.after(hub.close);
  const { store, pull } = createLab(t, [UNKNOWN], hub.url);
  await pull();
  assert.equal(store.entry('new').files[0]?.sha256, SHA256);
  assert.equal(store.installed('new'), true);
});

test('where the hub cannot be reached, or has no such file, the error says so', async (t) => {
  const empty = await startHub({});
  t.after(empty.close);
  for (const [address, message] of [
    [undefined, /^new could not be fetched: 127\.0\.0\.1:9 cannot be reached\.$/],
    [
      empty.url,
      /^new could not be fetched: 127\.0\.0\.1:\d+ answers 404 for \/some\/one\/resolve\/main\/onnx\/new\.bin\.$/,
    ],
  ] as const) {
    await assert.rejects(createLab(t, [UNKNOWN], address).pull(), (error) => {
      assert.ok(error instanceof StreamTtsError);
      assert.deepEqual([error.code, error.exitCode], ['model-unavailable', 3]);
      assert.match(error.message, message);
      return true;
    });
  }
});

test('what a licence forbids is told before anything is fetched', async (t) => {
  const hub = await startHub({ 'some/one/onnx/new.bin': CONTENT });
  t.after(hub.close);
  const { pull, events } = createLab(t, [{ ...UNKNOWN, terms: 'its licence forbids commercial use.' }], hub.url);
  await pull();
  const plan = events.findIndex((event) => event.type === 'plan' && event.models[0]?.terms?.includes('commercial'));
  assert.ok(plan >= 0 && plan < events.findIndex(({ type }) => type === 'progress'));
});
