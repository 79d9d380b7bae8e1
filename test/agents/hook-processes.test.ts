import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createSwitchboard } from '../../src/agents/switchboard.ts';
import { createHookSource } from '../../src/engines/sources/hook.ts';
import { blocks, readAll } from '../engines/sources/parts.ts';
import { ROOT } from '../helpers/cli.ts';
import { settle } from '../helpers/fakes.ts';
import { startServing } from '../helpers/serve.ts';
import { assertNoStrays, createTeardown } from '../helpers/teardown.ts';
import { startHookServer } from './hook-server.ts';

const ENTRY = join(ROOT, 'src', 'cli', 'entry.ts');
const PIECES = ['One.\n', 'Two.\n', '\n', 'Three.\n', 'Four.'];
const WHOLE = PIECES.join('');

test('hooks as processes, out of order, at once, one killed half-way: all is heard, each once', {
  timeout: 60_000,
}, async (t) => {
  const { home, after } = open(t);
  const lines: Uint8Array[] = [];
  const board = createSwitchboard({
    async open(_, own) {
      for await (const line of own) lines.push(line);
    },
    ...{ stop() {}, warm() {}, clock: () => 0 },
  });
  const server = await startHookServer({ port: 0, onPayload: board.take });
  after(() => server.close());
  const fire = (payload: object, kill = false) => hook(home, server.port, JSON.stringify(payload), kill);
  const display = (index: number) => ({
    ...{ session_id: 's', prompt_id: 'p', hook_event_name: 'MessageDisplay', message_id: 'm', index },
    ...{ final: index === PIECES.length - 1, delta: PIECES[index] },
  });
  const results = await Promise.all([
    ...[4, 0, 3, 1].map((index) => fire(display(index))),
    // Its payload is never complete, and what it had is in nobody's hands.
    fire(display(2), true),
    fire({ session_id: 's', prompt_id: 'p', hook_event_name: 'Stop', last_assistant_message: WHOLE }),
  ]);
  assert.deepEqual(
    results.filter(({ signal }) => signal === null).map(({ code, said }) => [code, said]),
    Array.from({ length: 5 }, () => [0, '']),
  );
  assert.equal(results[4]?.signal, 'SIGKILL');
  board.close();
  await settle();
  const heard = blocks(readAll(createHookSource(), Buffer.concat(lines))).join('');
  assert.equal(heard.replace(/\s/g, ''), WHOLE.replace(/\s/g, ''));
});

test('where the warm process cannot start a person is told once, and the agent nothing', {
  timeout: 60_000,
}, async (t) => {
  const { home, notices } = open(t);
  // Settings that no warm process starts with.
  writeFileSync(join(home, 'settings.json'), '{ "nonsense": 1 }');
  const state = join(home, 'state', 'hook.json');
  const stop = JSON.stringify({ session_id: 's', hook_event_name: 'Stop', last_assistant_message: 'Done.' });
  for (let turn = 0; turn < 4; turn += 1) {
    assert.deepEqual(await hook(home, 9, stop), { code: 0, signal: null, said: '' });
    // A later turn: what was started then should listen long since.
    const kept = JSON.parse(readFileSync(state, 'utf8'));
    writeFileSync(state, JSON.stringify({ ...kept, startedAtMs: kept.startedAtMs - 60_000 }));
  }
  assert.equal(notices().length, 1);
  assert.match(notices()[0] ?? '', /nothing is spoken.*npx stream-tts doctor/);
});

test('where models are missing a person is told once what to type', { timeout: 60_000 }, async (t) => {
  const { home, notices, after, env } = open(t);
  const serving = await startServing(['--cold', '--port', '0'], env);
  after(async () => {
    serving.kill('SIGTERM');
    await serving.exit;
  });
  for (const text of ['One.', 'Two.', 'Three.']) {
    const payload = { session_id: text, hook_event_name: 'Stop', last_assistant_message: text };
    const result = await hook(home, serving.ready.port, JSON.stringify(payload));
    assert.deepEqual(result, { code: 0, signal: null, said: '' });
  }
  while (notices().length === 0) await sleep(50);
  await sleep(500);
  assert.equal(notices().length, 1, notices().join('\n'));
  assert.match(notices()[0] ?? '', /on this machine.*npx stream-tts models pull/);
});

/** A home in which notices are kept in the place of a desktop. */
function open(t: TestContext) {
  const home = mkdtempSync(join(tmpdir(), 'stream-tts-hooks-'));
  const { after } = createTeardown(t);
  after(() => rmSync(home, { recursive: true, force: true }));
  after(() => assertNoStrays(home));
  mkdirSync(join(home, 'bin'));
  const log = join(home, 'notices');
  writeFileSync(join(home, 'bin', 'notify-send'), `#!/bin/sh\necho "$@" >> '${log}'\n`, { mode: 0o755 });
  const notices = () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []);
  return { home, after, notices, env: envOf(home) };
}

function envOf(home: string) {
  return { PATH: `${join(home, 'bin')}:${process.env.PATH}`, HOME: home, STREAM_TTS_HOME: home };
}

/** One hook as an agent runs it; `kill` ends it in the middle of its payload. */
function hook(home: string, port: number, payload: string, kill = false) {
  const child = spawn(process.execPath, ['--import', 'tsx', ENTRY, 'hook', '--port', String(port)], {
    cwd: ROOT,
    env: envOf(home),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      said += chunk;
    });
  }
  child.stdin.on('error', () => {});
  if (kill) child.stdin.write(payload.slice(0, payload.length / 2), () => child.kill('SIGKILL'));
  else child.stdin.end(payload);
  return new Promise<{ code: number | null; signal: NodeJS.Signals | null; said: string }>((resolve) => {
    child.on('close', (code, signal) => resolve({ code, signal, said }));
  });
}
