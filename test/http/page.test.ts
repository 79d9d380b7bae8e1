import assert from 'node:assert/strict';
import { readdirSync, statSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createRecorder } from '../../src/http/recorder.ts';
import { createRing } from '../../src/http/ring.ts';
import { createTrack } from '../../src/http/track.ts';

const PAGE = fileURLToPath(new URL('../../page', import.meta.url));
const { choicesFor, createStore, locate } = (await import(`${PAGE}/store.js`)) as {
  createStore(): { observe(event: object): object | undefined; waiting(): object[] };
  choicesFor(current: string, speakers: readonly object[]): string[];
  locate(text: string, phrases: readonly string[]): Array<{ start: number; end: number }>;
};

test('the page weighs at most 100 KB', () => {
  const bytes = readdirSync(PAGE).reduce((sum, name) => sum + statSync(`${PAGE}/${name}`).size, 0);
  assert.ok(bytes <= 100 * 1024, `${bytes} bytes`);
});

test('phrases are found in order, also the same words twice; what is not found takes the place between', () => {
  const cut = (text: string, phrases: readonly string[]) =>
    locate(text, phrases).map(({ start, end }) => text.slice(start, end));
  assert.deepEqual(cut('はい、はい、そうです。', ['はい、', 'はい、', 'そうです。']), [
    'はい、',
    'はい、',
    'そうです。',
  ]);
  assert.deepEqual(cut('設定は、app.tsです。', ['設定は、', 'アップティーエスです。']), ['設定は、', 'app.tsです。']);
  assert.deepEqual(cut('問題です。', ['']), ['問題です。']);
});

test('a session can have who speaks here in its language; a voice that nobody listed is there as well', () => {
  const speakers = [
    { id: 'kokoro:jf_alpha', language: 'ja', available: true },
    { id: 'kokoro:jm_kumo', language: 'ja', available: true },
    { id: 'voicevox:SPEAKER', language: 'ja', available: false },
    { id: 'kokoro:af_heart', language: 'en', available: true },
  ];
  assert.deepEqual(choicesFor('kokoro:jm_kumo', speakers), ['kokoro:jf_alpha', 'kokoro:jm_kumo']);
  assert.deepEqual(choicesFor('other:voice', speakers), [
    'kokoro:jf_alpha',
    'kokoro:jm_kumo',
    'kokoro:af_heart',
    'other:voice',
  ]);
  assert.deepEqual(choicesFor('kokoro:jf_alpha', []), ['kokoro:jf_alpha']);
});

test('what belongs to no sentence changes nothing, and old sentences are forgotten', () => {
  const store = createStore();
  assert.equal(store.observe({ type: 'translation', client: 'c1', sentenceId: 's9', text: 'x' }), undefined);
  for (let n = 0; n < 1000; n += 1) store.observe({ type: 'sentence', client: 'c1', sentenceId: `s${n}`, text: 'x' });
  assert.equal(store.waiting().length, 300);
});

test('a phrase has the place of its first sample; what is taken back gets another one', async () => {
  const ring = createRing(100_000);
  const { watch } = createTrack({ ring, sampleRateHz: 1000, unheard: async () => 0, sleep: async () => {} });
  const key = { sessionId: 'c1', sentenceId: 's1' };
  const send = (at: number) => watch.sent({ key, samples: new Float32Array(50), at }, new Float32Array(50));
  watch.says(key, 60, '二');
  send(0);
  send(50);
  watch.takenBack(50);
  send(50);
  const of = (kind: string) =>
    (ring.after(0) ?? []).filter((item) => item.kind === kind).map(({ text }) => JSON.parse(text) as { at: number });
  assert.deepEqual(
    of('mark').map(({ at }) => at),
    [60, 60],
  );
  assert.deepEqual(of('cut'), [{ at: 50 }]);
});

test('the record is what was heard: what was taken back is not in it, captions have its times', () => {
  const recorder = createRecorder(1000);
  const key = { sessionId: 'c1', sentenceId: 's1' };
  const at = { atMs: 0, sessionId: '', turnId: '' };
  recorder.observe('c1', { type: 'sentence', sentenceId: 's1', text: 'One\n\n--> two.', spans: [], ...at });
  for (const start of [0, 50]) {
    recorder.sent({ key, samples: new Float32Array(50), at: start }, new Float32Array(50).fill(0.5));
  }
  recorder.takenBack(75);
  assert.equal(recorder.wav().length, 44 + 25 * 2);
  assert.equal(recorder.captions('vtt'), 'WEBVTT\n\n00:00:00.000 --> 00:00:00.025\nOne → two.\n');
});
