import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { argumentsBehind, launchOnTerminal } from '../../src/agents/launch.ts';

const URL = 'http://127.0.0.1:1/openai';

test('Codex with a key is given a provider, and its own arguments after it', () => {
  const args = argumentsBehind('/usr/bin/codex', ['exec', 'Hi'], URL, { CODEX_API_KEY: 'k' });
  assert.ok(args.includes('model_providers.stream-tts.base_url="http://127.0.0.1:1/openai"'));
  assert.ok(args.includes('model_providers.stream-tts.env_key="CODEX_API_KEY"'));
  assert.deepEqual(args.slice(-2), ['exec', 'Hi']);
  assert.ok(!args.join(' ').includes('"k"'), 'the key itself stands nowhere');
});

test('others, and Codex without a key or without a relay, keep their arguments', () => {
  assert.deepEqual(argumentsBehind('claude', ['-p'], URL, { OPENAI_API_KEY: 'k' }), ['-p']);
  assert.deepEqual(argumentsBehind('codex', ['exec'], URL, {}), ['exec']);
  assert.deepEqual(argumentsBehind('codex', ['exec'], undefined, { OPENAI_API_KEY: 'k' }), ['exec']);
});

const none = new AbortController().signal;
const run = (script: string, signal: AbortSignal, graceMs = 60_000) =>
  launchOnTerminal({ program: process.execPath, args: ['-e', script], env: process.env, signal, graceMs });

test("the exit code is the program's own, a signal as a shell counts it", async () => {
  assert.equal(await run('process.exit(7)', none), 7);
  assert.equal(await run('process.kill(process.pid, "SIGKILL")', none), 137);
  const missing = { program: '/nowhere/claude', args: [], env: {}, signal: none, graceMs: 0 };
  await assert.rejects(launchOnTerminal(missing), { code: 'ENOENT' });
});

test('one that does not end when asked is killed', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'stream-tts-launch-'));
  const asked = join(directory, 'asked');
  const ready = join(directory, 'ready');
  const script = `
    const { writeFileSync } = require('node:fs');
    process.on('SIGTERM', () => writeFileSync(${JSON.stringify(asked)}, ''));
    writeFileSync(${JSON.stringify(ready)}, '');
    setInterval(() => {}, 1000);`;
  const controller = new AbortController();
  const code = run(script, controller.signal, 500);
  while (!existsSync(ready)) await sleep(10);
  controller.abort();
  assert.equal(await code, 137);
  assert.ok(existsSync(asked), 'it was asked first');
  rmSync(directory, { recursive: true });
});
