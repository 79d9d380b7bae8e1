import assert from 'node:assert/strict';
import {
  closeSync,
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { eventsOf, parseEvents, ROOT, runCli } from '../helpers/cli.ts';
import { skipWithout, store } from '../helpers/store.ts';
import { readWav } from '../helpers/wav.ts';

const DEFAULTS = ['qwen2.5-coder-1.5b', 'kokoro-82m', 'japanese-dictionary'];
const skip = DEFAULTS.map(skipWithout).find(Boolean) ?? false;
const directory = mkdtempSync(join(tmpdir(), 'stream-tts-inputs-'));
after(() => rmSync(directory, { recursive: true, force: true }));

const SAMPLE = join(ROOT, 'test', 'fixtures', 'samples', 'claude-partial.jsonl');

test('a sample of Claude Code is spoken in order, every sentence ended once', { skip, timeout: 300_000 }, async () => {
  const out = join(directory, 'sample.wav');
  const captions = join(directory, 'sample.vtt');
  const { code, stdout, stderr } = await runCli([
    'speak',
    SAMPLE,
    '--out',
    out,
    '--events',
    '-',
    '--captions',
    captions,
  ]);
  assert.equal(code, 0, stderr);
  const events = parseEvents(stdout);
  const spoken = eventsOf(events, 'play-start').map(({ sentenceId }) => sentenceId);
  const sentences = eventsOf(events, 'sentence').map(({ sentenceId }) => sentenceId);
  assert.deepEqual(spoken, sentences);
  assert.deepEqual(
    eventsOf(events, 'sentence-end').map(({ sentenceId }) => sentenceId),
    sentences,
  );
  assert.ok(sentences.length >= 6);
  assert.ok(events.every(({ sessionId, turnId }) => sessionId !== '' || turnId === ''));
  const { samples, sampleRateHz } = readWav(out);
  const endMs = eventsOf(events, 'sentence-end').reduce((sum, { durationMs = 0 }) => sum + durationMs, 0);
  assert.ok((samples.length / sampleRateHz) * 1000 >= endMs);
  assert.equal(readFileSync(captions, 'utf8').match(/-->/g)?.length, sentences.length);
});

test('Japanese is spoken untranslated, and half a sentence at the end is spoken too', {
  skip,
  timeout: 300_000,
}, async () => {
  const out = join(directory, 'japanese.wav');
  const input = '`npm test` を実行しました。すべて通りました。次に';
  const { code, stdout, stderr } = await runCli(['--out', out, '--events', '-'], { input });
  assert.equal(code, 0, stderr);
  const translations = eventsOf(parseEvents(stdout), 'translation');
  assert.deepEqual(
    translations.map(({ text, translator }) => [text, translator]),
    [
      ['npm test を実行しました。', 'none'],
      ['すべて通りました。', 'none'],
      ['次に', 'none'],
    ],
  );
  assert.ok(readWav(out).samples.length > 24_000);
});

test('an empty stream is said to be empty, and is no error', { skip, timeout: 300_000 }, async () => {
  const { code, stdout, stderr } = await runCli(['--out', join(directory, 'empty.wav')], { input: '' });
  assert.equal(code, 0);
  assert.equal(stdout, '');
  assert.match(stderr, /no prose to speak/);
});

test('a corrupted model: one sentence with what to type, exit code 3; verify names the file', {
  skip,
  timeout: 300_000,
}, async () => {
  const home = join(directory, 'home');
  for (const id of DEFAULTS) {
    mkdirSync(join(home, 'models', id), { recursive: true });
    for (const name of readdirSync(store.dir(id))) {
      if (name.endsWith('.json') && name !== 'vocab.json')
        copyFileSync(store.file(id, name), join(home, 'models', id, name));
      else symlinkSync(store.file(id, name), join(home, 'models', id, name));
    }
  }
  const model = readdirSync(store.dir('kokoro-82m')).find((name) => name.includes('.front.')) ?? '';
  const broken = join(home, 'models', 'kokoro-82m', model);
  const { size } = statSync(broken);
  rmSync(broken);
  closeSync(openSync(broken, 'w'));
  truncateSync(broken, size);

  const env = { STREAM_TTS_HOME: home };
  const said = await runCli(['say', 'All tests pass.', '--out', join(directory, 'x.wav')], { env });
  assert.equal(said.code, 3, said.stderr);
  assert.equal(said.stderr.trim().split('\n').length, 1, said.stderr);
  assert.match(said.stderr, /\.front\..*Type: npx stream-tts models pull kokoro-82m/);
  const verified = await runCli(['models', 'verify'], { env });
  assert.notEqual(verified.code, 0);
  assert.match(verified.stdout + verified.stderr, /\.front\./);
});
