import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createStartGate } from '../../src/pipeline/start-gate.ts';

test('the last piece of a sentence never waits', () => {
  assert.equal(createStartGate().waitMs(10, undefined, 0), 0);
});

test('with a fast voice a sentence begins with its first piece', () => {
  const gate = createStartGate();
  for (let i = 0; i < 20; i += 1) gate.learn(100, 1000);
  assert.equal(gate.waitMs(800, { nextMs: 1500, totalMs: 4000 }, 0), 0);
});

test('with a voice slower than its sound, a sentence waits until its rest will be there in time', () => {
  const gate = createStartGate();
  gate.learn(3000, 2000);
  const waitMs = gate.waitMs(1000, { nextMs: 2000, totalMs: 2000 }, 0);
  // 2,000 ms of sound still to come cost 3,000 ms of work, of which 1,000 ms pass while the first piece sounds.
  assert.ok(waitMs >= 2000, `waits ${waitMs} ms`);
  assert.ok(gate.waitMs(1000, { nextMs: 2000, totalMs: 2000 }, waitMs) === 0, 'the time that passed counts');
});

test('slowness is believed at once, quickness little by little', () => {
  const gate = createStartGate();
  gate.learn(2000, 1000);
  assert.equal(gate.pace, 2);
  gate.learn(500, 1000);
  assert.ok(gate.pace > 1 && gate.pace < 2);
});

test('a voice that knows its pace is believed', () => {
  const gate = createStartGate();
  gate.learn(1400, 1000);
  assert.ok(gate.waitMs(200, { nextMs: 300, totalMs: 4000 }, 0) > 1000);
  assert.equal(gate.waitMs(200, { nextMs: 300, totalMs: 4000, pace: 0.4 }, 0), 0);
  assert.ok(createStartGate().waitMs(200, { nextMs: 300, totalMs: 4000, pace: 1.4 }, 0) > 1000);
});

test('after a sentence that ran dry the next ones begin with more in hand, and little by little as early as before', () => {
  const gate = createStartGate();
  const waitMs = () => gate.waitMs(500, { nextMs: 1000, totalMs: 1000, pace: 1 }, 0);
  const before = waitMs();
  gate.stumbled();
  const after = waitMs();
  assert.ok(after > before);
  gate.ranThrough();
  assert.ok(waitMs() < after && waitMs() > before);
  for (let i = 0; i < 20; i += 1) gate.ranThrough();
  assert.equal(waitMs(), before);
});

test('however often it stumbles, a sentence does not wait for ever', () => {
  const gate = createStartGate();
  for (let i = 0; i < 100; i += 1) gate.stumbled();
  assert.ok(gate.waitMs(0, { nextMs: 1000, totalMs: 1000, pace: 1 }, 0) <= 5000);
});

test('while others want the cores, a sentence begins with more in hand', () => {
  let crowded = false;
  const gate = createStartGate(() => crowded);
  for (let i = 0; i < 20; i += 1) gate.learn(300, 1000);
  const left = { nextMs: 1500, totalMs: 4000 };
  assert.equal(gate.waitMs(800, left, 0), 0);
  crowded = true;
  assert.ok(gate.waitMs(800, left, 0) > 0);
  assert.equal(gate.waitMs(800, undefined, 0), 0);
});
