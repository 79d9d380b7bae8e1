import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { createWavPlayer } from '../../src/engines/players/wav.ts';
import { createCaptioner, createCaptionFile } from '../../src/observe/captions.ts';
import { DEFAULT_PAUSE_MS } from '../../src/pipeline/pause.ts';
import { runRoad } from '../../src/pipeline/run.ts';
import type { Event, EventBody } from '../../src/spec/events.ts';
import { createFakeRoad, createFakeVoice, turn } from '../helpers/fakes.ts';
import { readWav } from '../helpers/wav.ts';

const at = (body: EventBody, atMs = 0): Event => ({ ...body, atMs, sessionId: 's', turnId: 't' });

function sentence(id: string, source: string, translation: string, durationMs: number): Event[] {
  const base = { sentenceId: id };
  return [
    at({ type: 'sentence', ...base, text: source, spans: [] }),
    at({ type: 'translation', ...base, text: translation, translator: 'x', kept: 'translation' }),
    at({ type: 'play-start', ...base }, 5000),
    at({ type: 'sentence-end', ...base, outcome: 'written', durationMs, budget: {} }),
  ];
}

const EVENTS = [...sentence('s1', 'One.', 'いち。', 1500), ...sentence('s2', 'Two.', 'に。', 61_250)];

test('a caption is shown when its sentence begins to sound', () => {
  const seen: string[] = [];
  const observe = createCaptioner(({ source, translation, startMs }) =>
    seen.push(`${source} ${translation} ${startMs}`),
  );
  const [sentenceEvent, translation, start] = EVENTS;
  for (const event of [sentenceEvent, translation]) if (event) observe(event);
  assert.deepEqual(seen, []);
  if (start) observe(start);
  assert.deepEqual(seen, ['One. いち。 5000']);
});

test('a caption file has the times of the sound, with the pauses between', () => {
  const vtt = createCaptionFile('vtt', 450);
  const srt = createCaptionFile('srt', 450);
  for (const event of EVENTS) {
    vtt.observe(event);
    srt.observe(event);
  }
  assert.equal(
    vtt.text(),
    'WEBVTT\n\n00:00:00.000 --> 00:00:01.500\nいち。\nOne.\n\n00:00:01.950 --> 00:01:03.200\nに。\nTwo.\n',
  );
  assert.match(srt.text(), /^1\n00:00:00,000 --> 00:00:01,500\n/);
});

test('a sentence that was never heard has no caption', () => {
  const file = createCaptionFile('srt', 450);
  file.observe(at({ type: 'sentence', sentenceId: 'x', text: 'Lost.', spans: [] }));
  file.observe(at({ type: 'sentence-end', sentenceId: 'x', outcome: 'failed', budget: {} }));
  assert.equal(file.text().trim(), '');
});

test('cues lie where the sound lies in the WAV, also behind a sentence that the voice broke off', async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'stream-tts-captions-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const wav = join(directory, 'said.wav');
  const sampleRateHz = 24_000;
  const lengths = [31_007, 9013, 52_361, 17_999, 24_001, 40_111];
  let n = 0;
  const voice = createFakeVoice({
    sampleRateHz,
    async *speak() {
      const length = lengths[n] ?? 0;
      n += 1;
      const half = length >> 1;
      yield { samples: new Float32Array(half).fill(0.5), sampleRateHz };
      if (n === 3) throw new Error('the voice is gone');
      yield { samples: new Float32Array(length - half).fill(0.5), sampleRateHz };
    },
  });
  const player = await createWavPlayer(wav, sampleRateHz);
  const files = [createCaptionFile('vtt', DEFAULT_PAUSE_MS), createCaptionFile('srt', DEFAULT_PAUSE_MS)];
  const { road } = createFakeRoad({
    ...{ voice, player },
    emit: (body) => {
      for (const file of files) file.observe(at(body));
    },
  });
  await runRoad(road, turn(lengths.map((_, i) => `Sentence ${i}.`).join(' ')));
  await player.dispose();
  const heard = runsOf(readWav(wav).samples).map(([from, to]) => [from / sampleRateHz, to / sampleRateHz]);
  assert.equal(heard.length, lengths.length);
  for (const file of files) {
    const cues = cuesOf(file.text());
    assert.equal(cues.length, heard.length, file.text());
    const offsS = cues.flat().map((time, i) => Math.abs(time - (heard.flat()[i] ?? Number.NaN)));
    assert.ok(
      offsS.every((offS) => offS < 0.1),
      `${offsS}`,
    );
  }
});

/** Where sound begins and ends, in samples. */
function runsOf(samples: Float32Array): Array<[number, number]> {
  const runs: Array<[number, number]> = [];
  for (const [i, sample] of samples.entries()) {
    const last = runs.at(-1);
    if (sample === 0) continue;
    if (last?.[1] === i) last[1] = i + 1;
    else runs.push([i, i + 1]);
  }
  return runs;
}

/** In seconds. */
function cuesOf(text: string): Array<[number, number]> {
  const secondsOf = (stamp = '') =>
    stamp.split(':').reduce((sum, part) => sum * 60 + Number(part.replace(',', '.')), 0);
  return [...text.matchAll(/^(\S+) --> (\S+)$/gm)].map(([, from, to]) => [secondsOf(from), secondsOf(to)]);
}
