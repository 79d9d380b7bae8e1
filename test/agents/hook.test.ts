import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { type TestContext, test } from 'node:test';
import { runHook } from '../../src/agents/hook.ts';
import type { Payload } from '../../src/agents/payloads.ts';
import { runCli } from '../helpers/cli.ts';
import { assertNoStrays } from '../helpers/teardown.ts';
import { startHookServer } from './hook-server.ts';

const STOP = { hook_event_name: 'Stop', session_id: 's', last_assistant_message: 'All done.' };

test('a payload of any size reaches the warm process whole', async (t) => {
  const lab = await open(t);
  const long = { ...STOP, last_assistant_message: '長い。'.repeat(200_000) };
  await lab.fire(long);
  assert.deepEqual(lab.got, [long]);
  assert.deepEqual([lab.started, lab.notices], [0, []]);
});

test('with nobody there the warm process is started once, and a person is told once', async (t) => {
  const lab = await open(t);
  await lab.server.close();
  await lab.fire({ hook_event_name: 'SessionStart' });
  await lab.fire(STOP);
  assert.deepEqual([lab.started, lab.notices.length], [1, 0]);
  lab.pass(30_000);
  await lab.fire(STOP);
  assert.deepEqual([lab.started, lab.notices.length], [2, 1]);
  for (let i = 0; i < 5; i += 1) {
    lab.pass(30_000);
    await lab.fire(STOP);
  }
  assert.equal(lab.notices.length, 1);
  assert.match(lab.notices[0] ?? '', /npx stream-tts doctor/);
});

test('when it answers again, what was remembered is forgotten', async (t) => {
  const lab = await open(t);
  await lab.server.close();
  await lab.fire(STOP);
  assert.ok(existsSync(join(lab.state, 'hook.json')));
  const again = await startHookServer({ port: lab.port, onPayload: () => {} });
  t.after(() => again.close());
  await lab.fire(STOP);
  assert.equal(existsSync(join(lab.state, 'hook.json')), false);
});

test("a session's end starts nothing", async (t) => {
  const lab = await open(t);
  await lab.server.close();
  await lab.fire({ hook_event_name: 'SessionEnd' });
  assert.deepEqual([lab.started, lab.notices.length], [0, 0]);
});

test('the command prints nothing and exits 0, whatever it is given', async (t) => {
  const lab = await open(t);
  const env = { HOME: lab.state, STREAM_TTS_HOME: lab.state };
  for (const input of [JSON.stringify(STOP), 'no json']) {
    const result = await runCli(['hook', '--port', String(lab.port)], { input, env });
    assert.deepEqual(result, { code: 0, stdout: '', stderr: '' });
  }
  assert.deepEqual(lab.got[0], STOP);
  await lab.server.close();
  const closed = await runCli(['hook', '--port', String(lab.port)], { input: '{"hook_event_name":"SessionEnd"}', env });
  assert.deepEqual(closed, { code: 0, stdout: '', stderr: '' });
  // None of them found nobody there, and started a warm process.
  await assertNoStrays(lab.state);
});

async function open(t: TestContext) {
  const state = mkdtempSync(join(tmpdir(), 'stream-tts-hook-'));
  t.after(() => rmSync(state, { recursive: true, force: true }));
  const got: Payload[] = [];
  const server = await startHookServer({ port: 0, onPayload: (payload) => got.push(payload) });
  t.after(() => server.close());
  const notices: string[] = [];
  let started = 0;
  let nowMs = 1_000_000;
  return {
    ...{ state, got, server, notices, port: server.port },
    get started() {
      return started;
    },
    pass(durationMs: number) {
      nowMs += durationMs;
    },
    fire: (payload: object) =>
      runHook({
        stdin: Readable.from([Buffer.from(JSON.stringify(payload))]),
        ports: [server.port],
        state,
        start: () => {
          started += 1;
        },
        notify: (message) => notices.push(message),
        now: () => nowMs,
      }),
  };
}
