import assert from 'node:assert/strict';
import { test } from 'node:test';
import { eventsOf, parseEvents, runCli } from '../helpers/cli.ts';
import { CARD_RATE_HZ, havePulse, PULSE_COMMAND, startPulse } from '../helpers/pulse.ts';
import { skipUnless } from '../helpers/require.ts';
import { startServing } from '../helpers/serve.ts';
import { skipWithout } from '../helpers/store.ts';
import { soundStretches } from '../helpers/stretches.ts';

const skip =
  skipUnless(await havePulse(), 'there is no PulseAudio here', PULSE_COMMAND) ||
  skipWithout('japanese-dictionary') ||
  skipWithout('kokoro-82m') ||
  skipWithout('qwen2.5-coder-1.5b');

/** A sound server, and a warm process with the real translator and the real voice. */
async function house(t: { after(fn: () => unknown): void }) {
  const pulse = await startPulse();
  t.after(() => pulse.close());
  const env = {
    ...pulse.env,
    ...{ HOME: process.env.HOME, STREAM_TTS_RUNTIME: undefined, STREAM_TTS_CACHE: 'false' },
    ...{ STREAM_TTS_TRANSLATOR: 'llama', STREAM_TTS_VOICE: 'kokoro:jf_alpha', STREAM_TTS_NAMES: 'false' },
  };
  const serving = await startServing([], env);
  t.after(() => serving.kill('SIGKILL'));
  return { pulse, env, serving };
}

test('two streams at once, with real models: one after the other, both heard whole', {
  skip,
  timeout: 300_000,
}, async (t) => {
  const { pulse, env } = await house(t);
  const recording = await pulse.record();
  const texts = [
    'All 96 tests pass. I changed the limit.',
    'The server keeps every connection open. That is the cause.',
  ];
  const results = await Promise.all(texts.map((input) => runCli(['--from', 'text', '--events', '-'], { input, env })));
  const [a = [], b = []] = results.map(({ code, stdout, stderr }) => {
    assert.equal(code, 0, stderr);
    const ends = eventsOf(parseEvents(stdout), 'sentence-end');
    assert.deepEqual(
      ends.map(({ sentenceId, outcome }) => [sentenceId, outcome]),
      ['s1', 's2'].map((id) => [id, 'played']),
    );
    return ends;
  });
  await recording.stop();
  // Two that sound at once would be heard for less time than was made.
  const madeMs = [...a, ...b].reduce((sum, { durationMs = 0 }) => sum + durationMs, 0);
  const samples = Float32Array.from(recording.heard(), (value) => value / 32_768);
  const stretches = soundStretches(samples, CARD_RATE_HZ);
  const heardMs = stretches.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
  assert.ok(Math.abs(heardMs - madeMs) < 0.08 * madeMs, `${heardMs} ms heard of ${madeMs} ms made`);
  assert.equal((await runCli(['quit'], { env })).code, 0);
});

test('killed in mid-sentence, with real models: one line names what was not heard, and it is said', {
  skip,
  timeout: 300_000,
}, async (t) => {
  const { env, serving } = await house(t);
  let isKilled = false;
  const result = await runCli(['--from', 'text', '--events', '-', '--warm'], {
    input: 'All 96 tests pass. The server keeps every connection open. I changed the limit.',
    env,
    onStdout(text) {
      if (!text.includes('"play-start"') || isKilled) return;
      isKilled = true;
      serving.kill('SIGKILL');
    },
  });
  assert.equal(result.code, 0, result.stderr);
  assert.ok(isKilled);
  const lines = result.stderr.trim().split('\n');
  assert.equal(lines.length, 1, result.stderr);
  assert.match(
    lines[0] ?? '',
    /not heard: "All 96 tests pass\."( and \d more)?\. It is started again and goes on there\./,
  );
  const events = parseEvents(result.stdout);
  assert.deepEqual(
    eventsOf(events, 'sentence-end').map(({ sentenceId, outcome }) => [sentenceId, outcome]),
    ['s1', 's2', 's3'].map((id) => [id, 'played']),
  );
  const translations = eventsOf(events, 'translation').filter(({ kept }) => kept === 'translation');
  assert.ok(translations.every(({ translator }) => translator.startsWith('llama')));
  assert.ok(translations.length > 0);
  assert.equal((await runCli(['quit'], { env })).code, 0);
});
