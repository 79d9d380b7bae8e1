import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { test } from 'node:test';
import { createCrowd } from '../../src/app/crowd.ts';

const pressure = (waitedMs: number) =>
  `some avg10=4.39 avg60=6.42 avg300=6.96 total=${1000 * waitedMs}\nfull avg10=0.00 avg60=0.00 avg300=0.00 total=0\n`;

test('the cores are crowded while somebody waits for one most of the time', () => {
  let [nowMs, waitedMs] = [1000, 50];
  const crowded = createCrowd({ clock: () => nowMs, read: () => pressure(waitedMs) });
  assert.equal(crowded(), false);
  const after = (ms: number, waited: number) => {
    nowMs += ms;
    waitedMs += waited;
    return crowded();
  };
  assert.deepEqual([after(1000, 50), after(1000, 900), after(100, 0), after(900, 0)], [false, true, true, false]);
});

test('where the system does not tell they are not', () => {
  let nowMs = 0;
  const clock = () => (nowMs += 1000);
  for (const read of [() => '', () => 'some avg10=1', () => assert.fail('no such file')]) {
    const crowded = createCrowd({ clock, read });
    assert.deepEqual([crowded(), crowded()], [false, false]);
  }
});

test('Linux tells', {
  skip: existsSync('/proc/pressure/cpu') ? false : 'this system has no pressure information',
}, () => {
  let nowMs = 0;
  assert.equal(typeof createCrowd({ clock: () => (nowMs += 1000) })(), 'boolean');
});
