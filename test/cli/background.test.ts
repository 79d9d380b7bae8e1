import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { offer } from '../../src/cli/background.ts';
import type { Io } from '../../src/cli/command.ts';
import { createStore } from '../../src/models/store.ts';

const MODEL = 'lfm2-350m-enjp-mt';

function world(t: TestContext, isTTY: boolean) {
  const home = mkdtempSync(join(tmpdir(), 'stream-tts-background-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const stdin = Object.assign(new PassThrough(), { isTTY });
  const stderr = Object.assign(new PassThrough(), { isTTY });
  const env = { PATH: process.env.PATH, STREAM_TTS_HOME: home, STREAM_TTS_HUB: 'http://127.0.0.1:9' };
  const io: Io = { stdin, stdout: new PassThrough(), stderr, env, signal: new AbortController().signal };
  return { io, stdin, store: createStore({ root: home }), said: () => String(stderr.read() ?? '') };
}

test('where nobody can answer, or somebody says no, it is only said how the better translator comes', async (t) => {
  for (const isTTY of [false, true]) {
    const { io, stdin, store, said } = world(t, isTTY);
    stdin.write('n\n');
    await offer(MODEL, store, io);
    assert.match(said(), /A better translator \(229 MB\) comes with: npx stream-tts models pull lfm2-350m-enjp-mt\n$/);
  }
});

test('who agrees has it fetched by a process of its own, and is told where it says how far it is', async (t) => {
  const { io, stdin, store, said } = world(t, true);
  stdin.write('y\n');
  await offer(MODEL, store, io);
  const log = /how far it is stands in (.+)\n$/.exec(said())?.[1] ?? '';
  const written = () => readFileSync(log, 'utf8');
  while (written() === '') await sleep(50);
  assert.match(written(), /lfm2-350m-enjp-mt could not be fetched: 127\.0\.0\.1:9 cannot be reached/);
});
