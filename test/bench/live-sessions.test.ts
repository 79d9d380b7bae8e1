import assert from 'node:assert/strict';
import { test } from 'node:test';
import { judge, slopeOf } from '../../src/bench/live-sessions.ts';
import type { Event, EventBody } from '../../src/spec/events.ts';

const at = (atMs: number, body: EventBody): Event => ({ ...body, atMs, sessionId: '', turnId: '' });
const written = (id: string, atMs = 0) => at(atMs, { type: 'sentence', sentenceId: id, text: id, spans: [] });
const begun = (id: string, atMs: number) => at(atMs, { type: 'play-start', sentenceId: id });
const ended = (id: string, outcome: 'played' | 'skipped') =>
  at(0, { type: 'sentence-end', sentenceId: id, outcome, budget: {} });

test('a session is whole when all was played, and in order when it began as it was written', () => {
  const good = [
    written('s1'),
    written('s2', 400),
    begun('s1', 100),
    ended('s1', 'played'),
    begun('s2', 900),
    ended('s2', 'played'),
  ];
  assert.deepEqual(judge(good), { isWhole: true, isInOrder: true, longestWaitMs: 500 });
  const bad = [written('s1'), written('s2'), begun('s2', 100), ended('s2', 'played'), ended('s1', 'skipped')];
  assert.deepEqual(judge(bad), { isWhole: false, isInOrder: false, longestWaitMs: 100 });
  assert.equal(judge([]).isWhole, false, 'silence is no success');
});

test('memory that grows by a megabyte every minute has that slope', () => {
  const looks = Array.from({ length: 5 }, (_, n) => ({ atMs: n * 30_000, memoryMB: 100 + n / 2 }));
  assert.equal(slopeOf(looks), 1);
  assert.equal(slopeOf(looks.slice(0, 2)), null);
});
