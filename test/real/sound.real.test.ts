import assert from 'node:assert/strict';
import { test } from 'node:test';
import { kanaErrorRate } from '../../src/bench/reading/kana.ts';
import { createReader } from '../../src/reading/reader.ts';
import { eventsOf, parseEvents, runCli } from '../helpers/cli.ts';
import { dictionaryFor } from '../helpers/dictionary.ts';
import { installEar, openEar } from '../helpers/ear.ts';
import { CARD_RATE_HZ, havePulse, PULSE_COMMAND, startPulse } from '../helpers/pulse.ts';
import { skipUnless } from '../helpers/require.ts';
import { soundStretches } from '../helpers/stretches.ts';

const skip = skipUnless(await havePulse(), 'there is no PulseAudio here', PULSE_COMMAND);

const TEXT =
  'I read the whole project first. The server keeps every connection open, so after 500 requests there is no memory ' +
  'left. I changed the pool. All 96 tests pass. Do you want me to change the default limit?';

test('through a real sound server: what is said is heard, and nothing runs dry inside a sentence', {
  skip,
  timeout: 600_000,
}, async (t) => {
  const dictionary = dictionaryFor(t);
  if (dictionary === undefined) return;
  const pulse = await startPulse();
  t.after(() => pulse.close());
  const recording = await pulse.record();
  const result = await runCli(['--from', 'text', '--events', '-', '--pace', '60'], {
    input: TEXT,
    env: { ...pulse.env, HOME: process.env.HOME },
  });
  await recording.stop();
  assert.equal(result.code, 0, result.stderr);
  const events = parseEvents(result.stdout);
  const ends = eventsOf(events, 'sentence-end');
  assert.equal(ends.length, 5);
  assert.ok(ends.every(({ outcome }) => outcome === 'played'));
  assert.deepEqual(
    eventsOf(events, 'underrun').filter(({ inside }) => inside),
    [],
  );

  // The recording itself is the witness: each sentence is one stretch of sound as long as it was made.
  const samples = Float32Array.from(recording.heard(), (value) => value / 32768);
  const stretches = soundStretches(samples, CARD_RATE_HZ);
  const spokenMs = ends.reduce((sum, { durationMs = 0 }) => sum + durationMs, 0);
  const heardMs = stretches.reduce((sum, { startMs, endMs }) => sum + endMs - startMs, 0);
  t.diagnostic(`${stretches.length} stretches, ${heardMs.toFixed(0)} ms heard of ${spokenMs} ms made`);
  assert.ok(Math.abs(heardMs - spokenMs) < 0.08 * spokenMs, `${heardMs} ms heard of ${spokenMs} ms made`);

  await installEar();
  const ear = await openEar();
  t.after(() => ear.close());
  const reader = createReader(dictionary);
  const meant = eventsOf(events, 'translation')
    .map(({ text }) => text)
    .join('');
  let heard = '';
  for (const { startMs, endMs } of stretches) {
    const at = (ms: number) => Math.round((ms / 1000) * CARD_RATE_HZ);
    heard += await ear.hear(samples.subarray(at(startMs - 100), at(endMs + 100)), CARD_RATE_HZ);
  }
  t.diagnostic(`meant: ${meant}`);
  t.diagnostic(`heard: ${heard}`);
  const error = kanaErrorRate(reader.read(meant).kana, reader.read(heard).kana);
  assert.ok(error <= 0.2, `${(error * 100).toFixed(0)} % of the kana were heard wrong`);
});

test('Ctrl-C: nothing is heard after the program has ended', { skip, timeout: 600_000 }, async (t) => {
  if (dictionaryFor(t) === undefined) return;
  const pulse = await startPulse();
  t.after(() => pulse.close());
  const recording = await pulse.record();
  const result = await runCli(['--from', 'text', '--events', '-'], {
    input: TEXT,
    env: { ...pulse.env, HOME: process.env.HOME },
    onStdout: (text, kill) => {
      if (text.includes('"play-start"')) kill('SIGINT');
    },
  });
  assert.equal(result.code, 130, result.stderr);
  // The server mixes in blocks: what it had taken before the stop may still come, and then there must be silence.
  const before = recording.heard().length;
  await recording.until((heard) => heard.length > before + CARD_RATE_HZ * 2);
  const after = recording.heard().subarray(before + CARD_RATE_HZ / 2);
  assert.ok(
    after.every((sample) => sample === 0),
    'something was played after the program had ended',
  );
  const events = parseEvents(result.stdout);
  assert.equal(eventsOf(events, 'sentence-end').length, eventsOf(events, 'sentence').length);
});
