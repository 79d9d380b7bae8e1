import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTurns } from '../../src/kit/turns.ts';

test('one at a time, in the order of asking', async () => {
  const takeTurn = createTurns();
  const log: string[] = [];
  async function work(name: string): Promise<void> {
    const release = await takeTurn();
    log.push(`${name} begins`);
    await new Promise(setImmediate);
    log.push(`${name} ends`);
    release();
  }
  await Promise.all([work('a'), work('b')]);
  assert.deepEqual(log, ['a begins', 'a ends', 'b begins', 'b ends']);
});
