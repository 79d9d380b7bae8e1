import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createCaptioner, createCaptionFile } from '../../src/observe/captions.ts';
import type { Event, EventBody } from '../../src/spec/events.ts';

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
