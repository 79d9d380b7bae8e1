import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { floorOf, listenTo, worst } from '../../src/bench/listening/listen.ts';
import { PLAIN_SENTENCES } from '../../src/bench/listening/plain-sentences.ts';
import type { Voice } from '../../src/spec/contracts.ts';
import { createFakeVoice } from '../helpers/fakes.ts';
import { readWav } from '../helpers/wav.ts';

const RATE_HZ = 24_000;

/** Says a second of a tone with 100 ms of silence in the middle. */
function toneVoice(name: string, peak: number): Voice {
  return createFakeVoice({
    name,
    sampleRateHz: RATE_HZ,
    async *speak() {
      const tone = (seconds: number) =>
        Float32Array.from({ length: seconds * RATE_HZ }, (_, i) => peak * Math.sin((2 * Math.PI * 500 * i) / RATE_HZ));
      yield { samples: tone(0.5), sampleRateHz: RATE_HZ };
      yield { samples: new Float32Array(RATE_HZ / 10), sampleRateHz: RATE_HZ };
      yield { samples: tone(0.5), sampleRateHz: RATE_HZ };
    },
  });
}

test('what is heard is held against what was meant, and each voice is measured', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'stream-tts-listening-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const answers = ['アイウ', 'カキ', 'アイウ', 'カキク'];
  let now = 0;
  const { rows, voices } = await listenTo({
    voices: [toneVoice('one:a', 0.1), toneVoice('two', 1)],
    ear: { hear: async () => answers.shift() ?? '', close: async () => {} },
    reader: { read: (text) => ({ kana: text }) },
    sentences: [
      { text: 'あいう', kana: 'アイウ' },
      { text: 'かきく。あと', kana: 'カキク' },
    ],
    wavDirectory: directory,
    clock: () => (now += 100),
    signal: new AbortController().signal,
    onProgress: () => {},
  });
  assert.deepEqual(
    rows.map(({ voice, wrong, kana }) => [voice, wrong, kana]),
    [
      ['one:a', 0, 3],
      ['one:a', 1, 3],
      ['two', 0, 3],
      ['two', 0, 3],
    ],
  );
  assert.deepEqual(
    rows.map(({ silenceMs }) => silenceMs),
    [100, null, 100, null],
  );
  const [one, two] = voices.map(({ figures }) => figures);
  assert.equal(one?.listenBackCer, 0.16667);
  assert.equal(two?.listenBackWhole, 1);
  assert.equal(one?.clippedSamples, 0);
  assert.ok((two?.clippedSamples ?? 0) > 0);
  assert.ok(Math.abs((two?.loudnessLufs ?? 0) - (one?.loudnessLufs ?? 0) - 20) < 0.1);
  assert.equal(floorOf(rows), 0);
  assert.equal(worst(rows, 1)[0]?.text, 'かきく。あと');
  const wav = readWav(join(directory, 'one-a', '001.wav'));
  assert.equal(wav.samples.length, Math.round(1.1 * RATE_HZ));
  assert.ok(existsSync(join(directory, 'two', '002.wav')));
});

test('there are at least a hundred plain sentences, each once, without Latin words', () => {
  assert.ok(PLAIN_SENTENCES.length >= 100);
  assert.equal(new Set(PLAIN_SENTENCES).size, PLAIN_SENTENCES.length);
  for (const sentence of PLAIN_SENTENCES) assert.match(sentence, /^[^A-Za-z]+。$/u, sentence);
});
