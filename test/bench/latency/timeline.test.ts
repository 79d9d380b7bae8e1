import assert from 'node:assert/strict';
import { test } from 'node:test';
import { timelineOf } from '../../../src/bench/latency/timeline.ts';
import { quantile } from '../../../src/bench/machine.ts';
import type { Event, EventBody } from '../../../src/spec/events.ts';

const at = (atMs: number, body: EventBody): Event => ({ ...body, atMs, sessionId: 's', turnId: 't' });
const end = (atMs: number, sentenceId: string, durationMs: number, budget = {}) =>
  at(atMs, { type: 'sentence-end', sentenceId, outcome: 'played', durationMs, budget });

const EVENTS: Event[] = [
  at(100, { type: 'text-delta', text: 'One.' }),
  at(200, { type: 'sentence', sentenceId: 's1', text: 'One.', spans: [] }),
  at(300, { type: 'text-delta', text: 'Two.' }),
  at(310, { type: 'sentence', sentenceId: 's2', text: 'Two.', spans: [] }),
  at(1200, { type: 'play-start', sentenceId: 's1' }),
  end(1900, 's1', 1000, { waitForText: 100, translator: 500, voiceFirst: 390, gate: 100 }),
  at(3000, { type: 'play-start', sentenceId: 's2' }),
  at(8000, { type: 'text-delta', text: 'Three.' }),
  at(8001, { type: 'sentence', sentenceId: 's3', text: 'Three.', spans: [] }),
  end(4000, 's2', 2000),
  at(9000, { type: 'play-start', sentenceId: 's3' }),
  end(9500, 's3', 500),
];

test('the first sound is split into waiting, engines and what the road itself cost', () => {
  const timeline = timelineOf(EVENTS, 400);
  assert.equal(timeline.firstSoundMs, 1100);
  assert.equal(timeline.roadMs, 10);
});

test('a gap counts from the end of the sound and the pause; waiting for the agent is none', () => {
  assert.deepEqual(timelineOf(EVENTS, 400).gapsMs, [400]);
});

test('how far speech ends behind the text', () => {
  assert.equal(timelineOf(EVENTS, 400).behindMs, 1500);
});

test('quantiles', () => {
  assert.equal(quantile([3, 1, 2], 0.5), 2);
  assert.equal(quantile([1, 2], 0.5), 1.5);
  assert.equal(quantile([], 0.5), null);
});
