import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createSilentPlayer } from '../../../src/engines/players/silent.ts';
import { playerContract, silence } from '../../contract/player.ts';

const RATE_HZ = 24_000;

/** Time that passes only while somebody sleeps. */
function dreamtTime() {
  let nowMs = 0;
  return {
    clock: () => nowMs,
    async sleep(durationMs: number) {
      // As a timer does, so that others get their turn.
      await new Promise((resolve) => setImmediate(resolve));
      nowMs += durationMs;
    },
  };
}

playerContract('silent', async () => ({
  sampleRateHz: RATE_HZ,
  open: async () => createSilentPlayer({ sampleRateHz: RATE_HZ, ...dreamtTime() }),
  listen: async () => undefined,
  close: async () => {},
}));

it('the silent player takes sound as fast as it would be heard, and a little ahead', async () => {
  const time = dreamtTime();
  const player = createSilentPlayer({ sampleRateHz: RATE_HZ, leadMs: 400, ...time });
  await player.write(silence(RATE_HZ, 300));
  assert.equal(time.clock(), 0);
  await player.write(silence(RATE_HZ, 1000));
  assert.equal(Math.round(time.clock()), 900);
  await player.drain();
  assert.equal(Math.round(time.clock()), 1300);
});
