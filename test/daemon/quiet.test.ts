import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isQuiet } from '../../src/daemon/quiet.ts';
import { createSilentPlayer } from '../../src/engines/players/silent.ts';
import { open, RATE_HZ, talk } from './talk.ts';

const at = (hours: number, minutes = 0) => new Date(2026, 0, 1, hours, minutes);

test('quiet hours end where they end, and may go over midnight', () => {
  const night = [at(21, 59), at(22), at(23, 59), at(0), at(6, 59), at(7), at(12)];
  assert.deepEqual(
    night.map((time) => isQuiet('22:00-07:00', time)),
    [false, true, true, true, true, false, false],
  );
  assert.deepEqual(
    [at(11, 59), at(12), at(12, 59), at(13)].map((time) => isQuiet('12:00-13:00', time)),
    [false, true, true, false],
  );
});

test('in quiet hours nothing is heard, everything is told, and status says so', async (t) => {
  const house = open(async () => createSilentPlayer({ sampleRateHz: RATE_HZ }), {
    quiet: '22:00-07:00',
    nowMs: at(23).getTime(),
  });
  t.after(() => house.desk.dispose());
  const { done, events, ends } = talk(house.daemon, 1000, ['One.', 'Two.']);
  await done;
  assert.ok(ends().every(({ outcome, reason }) => outcome === 'skipped' && reason === 'quiet hours'));
  assert.ok(!events.some(({ type }) => type === 'play-start'));
  assert.equal(house.daemon.status().quiet, true);
});
