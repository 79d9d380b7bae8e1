import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createQueue } from '../../src/kit/queue.ts';

test('what goes in comes out in order, and the end is seen', async () => {
  const queue = createQueue<number>(10);
  for (const item of [1, 2, 3]) await queue.push(item);
  queue.close();
  const out: number[] = [];
  for await (const item of queue) out.push(item);
  assert.deepEqual(out, [1, 2, 3]);
});

test('a writer waits at the limit until something is taken', async () => {
  const queue = createQueue<number>(100, (weight) => weight);
  assert.equal(await queue.push(99), true);
  assert.equal(await queue.push(50), true, 'one item may go over the limit');
  let entered = false;
  const third = queue.push(1).then(() => {
    entered = true;
  });
  await new Promise((resolve) => setImmediate(resolve));
  assert.equal(entered, false);
  await queue[Symbol.asyncIterator]().next();
  await third;
  assert.equal(queue.waiting, 51);
});

test('closing refuses whoever still waits', async () => {
  const queue = createQueue<string>(1);
  await queue.push('first');
  const refused = queue.push('second');
  queue.close();
  assert.equal(await refused, false);
});
