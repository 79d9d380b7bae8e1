import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { StreamTtsError } from '../../src/spec/errors.ts';
import { startHub } from '../helpers/hub-server.ts';
import { createLab, fileOf, modelOf, noise } from '../helpers/models-lab.ts';

const CONTENT = noise(3_000_000);
const MODEL = modelOf('large', [fileOf('large.bin', CONTENT, [{ kind: 'hub', repo: 'a/b', path: 'large.bin' }])]);

test('what would not fit is said before anything is fetched', async (t) => {
  const hub = await startHub({ 'a/b/large.bin': CONTENT });
  t.after(() => hub.close());
  const made = createLab(t, [MODEL], hub.url);
  await assert.rejects(made.pull({ freeBytes: async () => 1_500_000 }), (error) => {
    assert.ok(error instanceof StreamTtsError);
    assert.equal(error.code, 'disk-full');
    assert.equal(error.exitCode, 3);
    assert.match(error.message, /6 MB are needed at .*home and 2 MB are free/);
    assert.equal(error.fix, 'npx stream-tts models pull large');
    return true;
  });
  assert.deepEqual(hub.requests, []);
});

const canMount = process.platform === 'linux' && process.getuid?.() === 0 && existsSync('/bin/mount');
test('a disk that fills up meanwhile: a clear error, and what has come is used after space was made', {
  skip: canMount ? false : 'only root can mount a small disk',
}, async (t) => {
  const hub = await startHub({ 'a/b/large.bin': CONTENT });
  t.after(() => hub.close());
  const made = createLab(t, [MODEL], hub.url);
  const root = made.store.root;
  mkdirSync(root);
  const mounted = spawnSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', root]);
  if (mounted.status !== 0) return t.skip('this machine lets nobody mount');
  try {
    // The check before saw enough space; then somebody else filled the disk.
    const pulling = made.pull({ freeBytes: async () => 1e9 });
    await assert.rejects(pulling, (error) => {
      assert.ok(error instanceof StreamTtsError);
      assert.equal(error.code, 'disk-full');
      assert.match(error.message, /no space is left at .*what has come is kept/);
      return true;
    });
    assert.equal(spawnSync('mount', ['-o', 'remount,size=16m', root]).status, 0);
    hub.requests.length = 0;
    await made.pull({ freeBytes: async () => 1e9 });
    assert.match(hub.requests.at(-1) ?? '', /bytes=\d{4,}-$/);
    assert.deepEqual(readFileSync(made.store.file('large', 'large.bin')), CONTENT);
  } finally {
    spawnSync('umount', ['-l', root]);
  }
});

test('a directory that cannot be written is named', async (t) => {
  const made = createLab(t, [MODEL]);
  const { root } = made.store;
  mkdirSync(root);
  // Root can write everywhere but on a disk that is read-only.
  const asRoot = process.getuid?.() === 0;
  if (!asRoot) chmodSync(root, 0o500);
  else if (spawnSync('mount', ['-t', 'tmpfs', '-o', 'ro', 'tmpfs', root]).status !== 0) {
    return t.skip('this machine lets nobody mount');
  }
  try {
    await assert.rejects(made.pull(), (error) => error instanceof StreamTtsError && error.code === 'not-writable');
    assert.equal(existsSync(join(root, 'models')), false);
  } finally {
    if (asRoot) spawnSync('umount', ['-l', root]);
  }
});
