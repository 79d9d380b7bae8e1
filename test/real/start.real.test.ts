import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, before, test } from 'node:test';
import { createReader } from '../../src/reading/reader.ts';
import type { Event } from '../../src/spec/events.ts';
import { eventsOf, parseEvents, ROOT } from '../helpers/cli.ts';
import { dictionaryFor } from '../helpers/dictionary.ts';
import { installEar, openEar } from '../helpers/ear.ts';
import { listenBack, medianOf } from '../helpers/listen.ts';
import { readWav } from '../helpers/wav.ts';

// npm start as a newcomer's first command: a copy of what is committed, nothing installed, no sound device.

const clone = mkdtempSync(join(tmpdir(), 'stream-tts-clone-'));
let result: { code: number | null; stdout: string; stderr: string };
let events: Event[];

before(async () => {
  const files = execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT });
  for (const file of String(files).split('\0').filter(Boolean)) {
    if (!existsSync(join(ROOT, file))) continue;
    mkdirSync(dirname(join(clone, file)), { recursive: true });
    cpSync(join(ROOT, file), join(clone, file));
  }
  result = await run('npm', ['start', '--', '--events', join(clone, 'events.jsonl')]);
  const log = join(clone, 'events.jsonl');
  events = existsSync(log) ? parseEvents(readFileSync(log, 'utf8')) : [];
});

after(() => rmSync(clone, { recursive: true, force: true }));

test('npm start installs, builds, and ends well without a sound device', () => {
  assert.equal(result.code, 0, result.stderr.slice(-3000));
  const lines = result.stderr.split('\n').filter((line) => line.includes('no sound device'));
  assert.equal(lines.length, 1, 'it says so in one line');
  assert.ok(existsSync(join(clone, 'demo', 'session.wav')));
});

test('it shows the English and the Japanese of each sentence', () => {
  const starts = eventsOf(events, 'play-start');
  const shown = result.stdout.split('\n');
  for (const { sentenceId } of starts) {
    const source = eventsOf(events, 'sentence').find((event) => event.sentenceId === sentenceId)?.text ?? '';
    const translation = eventsOf(events, 'translation').find((event) => event.sentenceId === sentenceId)?.text ?? '';
    assert.ok(shown.includes(source), `"${source}" is not shown`);
    assert.ok(shown.includes(`  ${translation}`), `"${translation}" is not shown`);
  }
});

test('about twenty sentences are translated, spoken and ended, each once', () => {
  const sentences = eventsOf(events, 'sentence');
  const ends = eventsOf(events, 'sentence-end');
  assert.ok(sentences.length >= 18 && sentences.length <= 24, `${sentences.length} sentences`);
  assert.deepEqual(
    ends.map(({ sentenceId }) => sentenceId),
    sentences.map(({ sentenceId }) => sentenceId),
  );
  assert.ok(ends.every(({ outcome }) => outcome === 'written'));
  const kept = eventsOf(events, 'translation').filter((event) => event.kept === 'source');
  assert.ok(kept.length * 10 <= sentences.length, `kept in English: ${kept.map(({ text }) => text).join(' | ')}`);
});

test('each number of the source is in its Japanese', () => {
  const translations = new Map(eventsOf(events, 'translation').map((event) => [event.sentenceId, event]));
  let numbers = 0;
  for (const { sentenceId, text, announce } of eventsOf(events, 'sentence')) {
    if (announce !== undefined) continue;
    const japanese = translations.get(sentenceId)?.text.normalize('NFKC') ?? '';
    for (const number of text.match(/\d+/g) ?? []) {
      numbers += 1;
      assert.ok(japanese.includes(number), `${number} of "${text}" is not in "${japanese}"`);
    }
  }
  assert.ok(numbers >= 5, 'the session has numbers in it');
});

test('the first sound comes before half of the stream has been read', () => {
  const deltas = eventsOf(events, 'text-delta');
  const first = eventsOf(events, 'play-start')[0];
  const read = deltas.filter(({ atMs }) => atMs <= (first?.atMs ?? Number.POSITIVE_INFINITY)).length;
  assert.ok(read < deltas.length / 2, `${read} of ${deltas.length} pieces had been read`);
});

test('an ear that knows only the sound hears what was sent to the voice', { timeout: 900_000 }, async (t) => {
  const dictionary = dictionaryFor(t);
  if (dictionary === undefined) return;
  await installEar();
  const ear = await openEar();
  t.after(() => ear.close());
  const { samples, sampleRateHz } = readWav(join(clone, 'demo', 'session.wav'));
  const seconds = samples.length / sampleRateHz;
  const heard = await listenBack(samples, sampleRateHz, events, { ear, reader: createReader(dictionary) });
  for (const { error, meant, heard: text } of heard)
    t.diagnostic(`${(error * 100).toFixed(0)} %  ${meant}  ⇢  ${text}`);
  t.diagnostic(
    `${seconds.toFixed(0)} s of speech, median error ${(medianOf(heard.map(({ error }) => error)) * 100).toFixed(1)} %`,
  );
  assert.equal(heard.length, eventsOf(events, 'sentence').length);
  assert.ok(seconds >= 45 && seconds <= 130, `${seconds} s`);
  for (const { error, meant, heard: text } of heard) assert.ok(error <= 0.2, `"${meant}" was heard as "${text}"`);
  assert.ok(medianOf(heard.map(({ error }) => error)) <= 0.08);
});

/** A newcomer's shell: no sound server, nothing of this test's own Node settings. */
async function run(command: string, args: readonly string[]) {
  const { NODE_OPTIONS: _, PULSE_SERVER: __, XDG_RUNTIME_DIR: ___, NODE_TEST_CONTEXT: ____, ...env } = process.env;
  const child = spawn(command, args, {
    cwd: clone,
    env: { ...env, PULSE_SERVER: 'unix:/nonexistent' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, stdout, stderr };
}
