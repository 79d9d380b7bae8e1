import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createReader } from '../../src/reading/reader.ts';
import { startAnthropicServer } from '../helpers/anthropic-server.ts';
import { askClaude, installClaudeCode } from '../helpers/claude-code.ts';
import { eventsOf, parseEvents, runCli } from '../helpers/cli.ts';
import { dictionaryFor } from '../helpers/dictionary.ts';
import { installEar, openEar } from '../helpers/ear.ts';
import { listenBack } from '../helpers/listen.ts';
import { readWav } from '../helpers/wav.ts';

const REPLY = [
  'I read the whole project. All 24 tests pass now.',
  'The server starts in 3 seconds. The old cache is not deleted yet.',
  'I will look at the log file next. Then I will write a short report for you.',
  'The report will list every change. Do you want me to delete the old cache?',
].join('\n\n');

test('the real Claude Code is heard in Japanese, its first sentence before its reply has ended', {
  timeout: 600_000,
}, async (t) => {
  const dictionary = dictionaryFor(t);
  if (dictionary === undefined) return;
  const directory = mkdtempSync(join(tmpdir(), 'stream-tts-real-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const program = await installClaudeCode();
  // Slow enough that the reply outlasts the loading of the models, as a real reply does.
  const server = await startAnthropicServer(REPLY, 350);
  t.after(() => server.close());
  const claude = await askClaude(program, server.url);
  const wav = join(directory, 'heard.wav');
  let firstSoundAtMs: number | undefined;
  const result = await runCli(['--out', wav, '--events', '-'], {
    input: claude.stdout,
    onStdout: (text) => {
      if (text.includes('"play-start"')) firstSoundAtMs ??= performance.now();
    },
  });
  assert.equal(await claude.ended, 0);
  assert.equal(result.code, 0, result.stderr);

  const events = parseEvents(result.stdout);
  assert.equal(eventsOf(events, 'sentence').length, 8);
  assert.ok(eventsOf(events, 'sentence-end').every(({ outcome }) => outcome === 'written'));
  assert.ok(firstSoundAtMs !== undefined && server.replyEndedAtMs !== undefined);
  assert.ok(firstSoundAtMs < server.replyEndedAtMs, 'the first sentence sounds while the agent still writes');

  await installEar();
  const ear = await openEar();
  t.after(() => ear.close());
  const { samples, sampleRateHz } = readWav(wav);
  const heard = await listenBack(samples, sampleRateHz, events, { ear, reader: createReader(dictionary) });
  for (const { error, meant, heard: text } of heard) {
    t.diagnostic(`${(error * 100).toFixed(0)} %  ${meant}  ⇢  ${text}`);
    assert.ok(error <= 0.25, `"${meant}" was heard as "${text}"`);
  }
});
