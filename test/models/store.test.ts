import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { CATALOGUE, defaultModelIds } from '../../src/models/catalogue.ts';
import { cacheHome } from '../../src/models/home.ts';
import { tryLock } from '../../src/models/lock.ts';
import { createStore } from '../../src/models/store.ts';
import { corruption, verify } from '../../src/models/verify.ts';
import { StreamTtsError } from '../../src/spec/errors.ts';
import { createLab, fileOf, modelOf, noise } from '../helpers/models-lab.ts';

const CONTENT = noise(5000);
const MODEL = modelOf('thing', [
  fileOf('a.bin', CONTENT, [{ kind: 'pip', parts: [{ package: 'thing', version: '1', member: 'a.bin' }] }]),
]);

test('the cache directory is the one of the platform, and STREAM_TTS_HOME moves it', () => {
  assert.equal(cacheHome({ HOME: '/home/a' }, 'linux'), '/home/a/.cache/stream-tts');
  assert.equal(cacheHome({ HOME: '/home/a', XDG_CACHE_HOME: '/x' }, 'linux'), '/x/stream-tts');
  assert.equal(cacheHome({ HOME: '/Users/a' }, 'darwin'), '/Users/a/Library/Caches/stream-tts');
  assert.match(cacheHome({ LOCALAPPDATA: 'L' }, 'win32'), /^L.stream-tts.Cache$/);
  assert.equal(cacheHome({ HOME: '/home/a', STREAM_TTS_HOME: '/elsewhere' }, 'linux'), '/elsewhere');
});

test('the catalogue names every file once, with a sha256 and a source', () => {
  const names = CATALOGUE.flatMap((model) => [model.id, ...model.aliases]);
  assert.equal(new Set(names).size, names.length);
  for (const model of CATALOGUE) {
    for (const file of model.files) {
      // Only what nobody but the hub has may be unknown: packages say nothing of a file.
      const mayBeUnknown = !model.default && file.sources.every(({ kind }) => kind === 'hub');
      assert.match(file.sha256, mayBeUnknown ? /^([0-9a-f]{64})?$/ : /^[0-9a-f]{64}$/, file.name);
      assert.ok(file.sources.length > 0 && file.bytes > 0, file.name);
    }
    for (const derived of model.derived) {
      const from = model.files.find((file) => file.name === derived.from);
      assert.ok(from && derived.name.includes(from.sha256.slice(0, 8)), derived.name);
    }
  }
  assert.deepEqual(defaultModelIds(), [
    'qwen2.5-coder-1.5b',
    'kokoro-82m',
    'kokoro-english',
    'japanese-dictionary',
    'e2k',
  ]);
});

test('no address of a package registry is in the catalogue', () => {
  assert.doesNotMatch(JSON.stringify(CATALOGUE), /https?:/);
});

test('a model that is not there: exit code 3 and the command; a mistyped one: exit code 2 and the right name', (t) => {
  const { store } = createLab(t, [MODEL]);
  assert.throws(
    () => store.require('thing-long'),
    (error) => {
      assert.ok(error instanceof StreamTtsError);
      assert.deepEqual(
        [error.code, error.exitCode, error.fix],
        ['model-missing', 3, 'npx stream-tts models pull thing'],
      );
      return true;
    },
  );
  assert.throws(
    () => store.require('thimg'),
    (error) => error instanceof StreamTtsError && error.exitCode === 2 && error.message.includes('did you mean thing?'),
  );
});

test('an installed model gives its paths, and is gone after remove', async (t) => {
  const { store, pip, pull } = createLab(t, [MODEL]);
  pip.add('thing', '1', { 'a.bin': CONTENT });
  await pull();
  const installed = store.require('thing-long');
  assert.equal(installed.id, 'thing');
  assert.deepEqual(installed.files, { 'a.bin': join(store.root, 'models', 'thing', 'a.bin') });
  assert.equal(store.remove('thing'), true);
  assert.equal(existsSync(store.dir('thing')), false);
  assert.equal(store.installed('thing'), false);
  assert.equal(store.remove('thing'), false);
});

test('verify finds one flipped bit, names the file, and the next pull replaces it', async (t) => {
  const { store, pip, pull } = createLab(t, [MODEL]);
  pip.add('thing', '1', { 'a.bin': CONTENT });
  await pull();
  assert.equal(corruption(await verify(['thing'], { store })), undefined);
  const path = store.file('thing', 'a.bin');
  const bytes = readFileSync(path);
  bytes[4321] = (bytes[4321] ?? 0) ^ 4;
  writeFileSync(path, bytes);
  // Even one that keeps its time, as a failing disk would.
  const record = JSON.parse(readFileSync(join(store.dir('thing'), 'installed.json'), 'utf8'));
  utimesSync(path, record.files['a.bin'].mtimeMs / 1000, record.files['a.bin'].mtimeMs / 1000);
  assert.equal(store.installed('thing'), true);
  const error = corruption(await verify(['thing'], { store }));
  assert.equal(error?.code, 'model-corrupt');
  assert.equal(error?.message, 'Not as they should be: thing/a.bin (corrupt).');
  assert.equal(error?.fix, 'npx stream-tts models pull thing');
  assert.equal(store.installed('thing'), false);
  assert.deepEqual(await pull(), [{ id: 'thing', fetched: true }]);
  assert.deepEqual(readFileSync(path), CONTENT);
});

test('a model that is being fetched is not removed, and a dead lock holds nobody', (t) => {
  const { store } = createLab(t, [MODEL]);
  const path = join(store.dir('thing'), '.lock');
  const release = tryLock(path);
  assert.ok(typeof release === 'function');
  assert.throws(
    () => store.remove('thing'),
    (error) => error instanceof StreamTtsError && error.code === 'model-busy',
  );
  release();
  writeFileSync(path, `999999999 ${hostname()}`);
  const again = tryLock(path);
  assert.ok(typeof again === 'function');
  again();
  writeFileSync(path, '1 another-machine');
  assert.equal(tryLock(path), 1);
  utimesSync(path, 0, 0);
  const taken = tryLock(path);
  assert.ok(typeof taken === 'function');
  taken();
  assert.equal(store.remove('thing'), true);
});

test('an unreadable record counts as none', (t) => {
  const { store } = createLab(t, [MODEL]);
  mkdirSync(store.dir('thing'), { recursive: true });
  writeFileSync(join(store.dir('thing'), 'installed.json'), '{"version":1,"files":{"a.bin":');
  assert.equal(store.installed('thing'), false);
  assert.equal(createStore({ root: '/nowhere' }).installed('kokoro'), false);
});
