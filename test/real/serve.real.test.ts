import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { findProgram } from '../../src/engines/players/find-program.ts';
import { eventsOf, parseEvents, runCli } from '../helpers/cli.ts';
import { CARD_RATE_HZ, havePulse, PULSE_COMMAND, startPulse } from '../helpers/pulse.ts';
import { skipUnless } from '../helpers/require.ts';
import { startServing } from '../helpers/serve.ts';
import { skipWithout } from '../helpers/store.ts';

const skip =
  skipUnless(await havePulse(), 'there is no PulseAudio here', PULSE_COMMAND) ||
  skipUnless(
    (await findProgram('espeak-ng', process.env)) !== undefined,
    'there is no espeak-ng here',
    'sudo apt-get install -y espeak-ng',
  ) ||
  skipWithout('japanese-dictionary');

const TEXT = 'All 96 tests pass. The server keeps every connection open. Do you want me to change the limit?\n';

/** A sound server and a warm process of their own; the smallest voice, so that the process is what is tested. */
async function house(t: { after(fn: () => unknown): void }, args: readonly string[] = []) {
  const pulse = await startPulse();
  t.after(() => pulse.close());
  const env = {
    ...pulse.env,
    HOME: process.env.HOME,
    STREAM_TTS_VOICE: 'system:espeak-ng',
    STREAM_TTS_TRANSLATOR: 'none',
    STREAM_TTS_RUNTIME: undefined,
  };
  const serving = await startServing(args, env);
  t.after(() => serving.kill('SIGKILL'));
  return { pulse, env, serving };
}

test('through the warm process everything is as in one’s own: events, exit code, sound', {
  skip,
  timeout: 120_000,
}, async (t) => {
  const { env, pulse, serving } = await house(t);
  const recording = await pulse.record();
  const own = await runCli(['--events', '-'], { input: TEXT, env: { ...env, STREAM_TTS_RUNTIME: 'pure' } });
  const there = await runCli(['--events', '-'], { input: TEXT, env: { ...env, STREAM_TTS_RUNTIME: 'daemon' } });
  assert.equal(there.code, 0, there.stderr);
  const shape = (stdout: string) =>
    parseEvents(stdout)
      .map(({ atMs: _, ...event }) => ('budget' in event ? { ...event, budget: undefined } : event))
      .map((event) => JSON.stringify(event))
      .sort();
  assert.deepEqual(shape(there.stdout), shape(own.stdout));
  assert.ok(recording.heard().filter(Boolean).length > CARD_RATE_HZ);

  const wrong = await runCli(['--speed', '9'], { input: TEXT, env });
  assert.deepEqual([wrong.code, wrong.stderr.trim().split('\n').length], [2, 1]);
  assert.match(wrong.stderr, /--speed/);
  const missing = await runCli(['say', 'x', '--voice', 'kokoro:nobody'], { env });
  assert.match(missing.stderr, /no voice nobody/);
  assert.equal(missing.code, 2);

  const { port, tokenFile } = serving.ready;
  const headers = { authorization: `Bearer ${readFileSync(tokenFile, 'utf8').trim()}` };
  const posted = await fetch(`http://127.0.0.1:${port}/v1/speak?from=text`, { method: 'POST', headers, body: 'Done.' });
  assert.equal(parseEvents(await posted.text()).filter(({ type }) => type === 'play-start').length, 1);

  const status = await runCli(['status', '--json'], { env });
  const { sessions, models, memoryMB, device, pid } = JSON.parse(status.stdout) as Record<string, unknown>;
  assert.deepEqual([sessions, device, pid], [[], 'pulse', serving.ready.pid]);
  assert.ok(Array.isArray(models) && models.some(({ name }) => name === 'system:espeak-ng'));
  assert.ok(typeof memoryMB === 'number' && memoryMB > 50);

  serving.kill('SIGTERM');
  assert.equal(await serving.exit, 0);
  assert.ok(!existsSync(serving.ready.socket));
  const gone = await runCli(['status'], { env });
  assert.deepEqual([gone.code, gone.stdout], [3, '']);
  assert.match(gone.stderr, /Type: npx stream-tts serve/);
});

test('a warm process that is killed in mid-sentence: one line that names what was not heard; the next one takes over', {
  skip,
  timeout: 120_000,
}, async (t) => {
  const { env, serving } = await house(t);
  const result = await runCli(['--events', '-'], {
    input: TEXT,
    env,
    onStdout: (text) => {
      if (text.includes('"play-start"')) serving.kill('SIGKILL');
    },
  });
  assert.equal(result.code, 1);
  assert.equal(result.stderr.trim().split('\n').length, 1, result.stderr);
  assert.match(result.stderr, /not heard: "All 96 tests pass\." and 2 more\. Type: npx stream-tts serve/);
  const next = await startServing([], env);
  t.after(() => next.kill('SIGKILL'));
  const again = await runCli(['say', 'Done.'], { env });
  assert.equal(again.code, 0, again.stderr);
  assert.equal((await runCli(['quit'], { env })).code, 0);
  assert.equal(await next.exit, 0);
});

test('with --warm it is started, started again when it is killed, and nothing is unheard', {
  skip,
  timeout: 120_000,
}, async (t) => {
  const { env, serving } = await house(t);
  let isKilled = false;
  const result = await runCli(['--events', '-', '--warm'], {
    input: TEXT,
    env,
    onStdout: (text) => {
      if (!text.includes('"play-start"') || isKilled) return;
      isKilled = true;
      serving.kill('SIGKILL');
    },
  });
  assert.equal(result.code, 0, result.stderr);
  assert.equal(result.stderr.trim().split('\n').length, 1, result.stderr);
  assert.match(result.stderr, /not heard: "All 96 tests pass\." and 2 more\. It is started again and goes on there\./);
  const events = parseEvents(result.stdout);
  assert.deepEqual(
    eventsOf(events, 'sentence-end').map(({ sentenceId, outcome }) => [sentenceId, outcome]),
    ['s1', 's2', 's3'].map((id) => [id, 'played']),
  );
  assert.equal(eventsOf(events, 'sentence').length, 3);
  assert.equal((await runCli(['quit'], { env })).code, 0);
});

test('--detail brief: what is left out is named, and more says it', { skip, timeout: 120_000 }, async (t) => {
  const { env } = await house(t);
  const input = 'It works.\n\nThe middle is long.\n\nIs it enough?\n\nThat was all.\n';
  const result = await runCli(['--events', '-', '--detail', 'brief'], { input, env });
  assert.equal(result.code, 0, result.stderr);
  const ends = eventsOf(parseEvents(result.stdout), 'sentence-end');
  assert.deepEqual(ends.map(({ sentenceId, outcome, reason }) => [sentenceId, outcome, reason]).sort(), [
    ['s1', 'played', undefined],
    ['s2', 'skipped', 'brief'],
    ['s2.more', 'played', undefined],
    ['s3', 'played', undefined],
    ['s4', 'played', undefined],
  ]);
  const more = await runCli(['more', '--json'], { env });
  assert.equal(more.stdout, '{"more":1}\n');
  const log = async () =>
    parseEvents((await runCli(['log', '--json'], { env })).stdout) as unknown as Array<Record<string, unknown>>;
  while ((await log()).length < 6) await delay(100);
  const { text, outcome } = (await log()).at(-1) ?? {};
  assert.deepEqual([text, outcome], ['The middle is long.', 'played']);
  assert.equal((await runCli(['more', '--json'], { env })).stdout, '{"more":0}\n');
});

test('Ctrl-C at the client: 130, every sentence ends, and the loudspeaker is silent', {
  skip,
  timeout: 120_000,
}, async (t) => {
  const { env, pulse } = await house(t);
  const recording = await pulse.record();
  const result = await runCli(['--events', '-'], {
    input: TEXT,
    env,
    onStdout: (text, kill) => {
      if (text.includes('"play-start"')) kill('SIGINT');
    },
  });
  assert.equal(result.code, 130, result.stderr);
  const events = parseEvents(result.stdout);
  assert.equal(eventsOf(events, 'sentence-end').length, eventsOf(events, 'sentence').length);
  const before = recording.heard().length;
  await recording.until((heard) => heard.length > before + CARD_RATE_HZ);
  assert.ok(
    recording
      .heard()
      .subarray(before + CARD_RATE_HZ / 5)
      .every((sample) => sample === 0),
  );
});

test('mute survives a restart: nothing is heard until unmute, everything is shown', {
  skip,
  timeout: 120_000,
}, async (t) => {
  const { env, pulse, serving } = await house(t);
  assert.equal((await runCli(['mute'], { env })).code, 0);
  serving.kill('SIGTERM');
  await serving.exit;
  const next = await startServing([], env);
  t.after(() => next.kill('SIGKILL'));
  const recording = await pulse.record();
  const said = await runCli(['say', 'One. Two.', '--events', '-'], { env });
  const ends = eventsOf(parseEvents(said.stdout), 'sentence-end');
  assert.deepEqual(
    ends.map(({ outcome, reason }) => [outcome, reason]),
    [
      ['skipped', 'muted'],
      ['skipped', 'muted'],
    ],
  );
  assert.match((await runCli(['say', 'Three.'], { env })).stdout, /Three\./);
  assert.ok(recording.heard().every((sample) => sample === 0));
  assert.equal((await runCli(['unmute'], { env })).code, 0);
  const heard = await runCli(['say', 'Four.', '--events', '-'], { env });
  assert.equal(eventsOf(parseEvents(heard.stdout), 'sentence-end')[0]?.outcome, 'played');
  assert.equal((await runCli(['quit'], { env })).code, 0);
});

test('it ends by itself when nobody needs it', { skip, timeout: 120_000 }, async (t) => {
  const { serving } = await house(t, ['--idle', '0.02', '--cold']);
  assert.equal(await serving.exit, 0);
});
