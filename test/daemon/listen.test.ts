import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { listenAlone } from '../../src/daemon/listen.ts';
import { daemonPlace } from '../../src/daemon/place.ts';
import { startServing } from '../helpers/serve.ts';

const skip = process.platform === 'win32' ? 'a named pipe has no file' : false;

test('a second one at the same place is refused while the first can be reached', async (t) => {
  const home = mkdtempSync(join(tmpdir(), 'stream-tts-place-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const place = daemonPlace({ STREAM_TTS_HOME: home });
  const first = await listenAlone(place, () => {});
  assert.equal(first.isReachable(), true);
  await assert.rejects(
    listenAlone(place, () => {}),
    /already/,
  );
  first.close();
  const second = await listenAlone(place, () => {});
  assert.equal(second.isReachable(), true);
  second.close();
});

test('whoever lost the place to another, or the place itself, is not reachable', { skip }, async (t) => {
  const home = mkdtempSync(join(tmpdir(), 'stream-tts-place-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const place = daemonPlace({ STREAM_TTS_HOME: home });
  const first = await listenAlone(place, () => {});
  rmSync(place.directory, { recursive: true });
  assert.equal(first.isReachable(), false);
  const second = await listenAlone(place, () => {});
  assert.deepEqual([first.isReachable(), second.isReachable()], [false, true]);
  second.close();
  first.close();
});

test('a warm process whose socket was taken away ends by itself', { skip, timeout: 60_000 }, async (t) => {
  const home = mkdtempSync(join(tmpdir(), 'stream-tts-gone-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const serving = await startServing(['--cold', '--port', '0'], { HOME: home, STREAM_TTS_HOME: home });
  t.after(() => serving.kill('SIGKILL'));
  assert.ok(existsSync(serving.ready.socket));
  rmSync(home, { recursive: true });
  assert.equal(await serving.exit, 0);
});
