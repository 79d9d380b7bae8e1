import assert from 'node:assert/strict';
import { test } from 'node:test';
import { paced } from '../../src/pipeline/pace.ts';
import type { SourcePart } from '../../src/spec/parts.ts';

test('prose comes at the asked speed, unheard text takes its time, recorded pauses are kept', async () => {
  const clock = fakeClock();
  const recordedMs = 1_000_000;
  const parts: SourcePart[] = [
    { type: 'text-delta', text: 'abcdefgh' },
    { type: 'unspoken', characters: 40 },
    { type: 'timestamp', atMs: recordedMs },
    { type: 'timestamp', atMs: recordedMs + 3000 },
    { type: 'text-delta', text: 'ijkl' },
  ];
  const seen: Array<[string, number]> = [];
  for await (const part of paced(from(parts), { tokensPerSecond: 10, ...clock })) {
    seen.push([part.type === 'text-delta' ? part.text : part.type, clock.clock()]);
  }
  assert.deepEqual(seen, [
    ['abcd', 100],
    ['efgh', 200],
    ['unspoken', 1200],
    ['timestamp', 1200],
    ['timestamp', 4200],
    ['ijkl', 4300],
  ]);
});

function fakeClock() {
  let nowMs = 0;
  return {
    clock: () => nowMs,
    sleep: async (durationMs: number) => {
      nowMs += durationMs;
    },
  };
}

async function* from<T>(items: readonly T[]): AsyncGenerator<T> {
  yield* items;
}
