import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createSilentPlayer } from '../../src/engines/players/silent.ts';
import { runRoad } from '../../src/pipeline/run.ts';
import { createFakeRoad, createFakeVoice, RATE_HZ, turn } from '../helpers/fakes.ts';
import { createVirtualTime } from '../helpers/virtual-time.ts';

const PIECE_MS = 400;
const PIECES = 4;

/** Says that a second of sound is half a second's work, and needs `slowness` times that from its second piece on. */
function tooHopeful(sleep: (durationMs: number) => Promise<undefined>, slowness: number) {
  return createFakeVoice({
    async *speak() {
      for (let left = PIECES - 1; left >= 0; left -= 1) {
        await sleep(left === PIECES - 1 ? PIECE_MS / 2 : (slowness * PIECE_MS) / 2);
        const remaining = { nextMs: PIECE_MS, totalMs: left * PIECE_MS, pace: 0.5 };
        const samples = new Float32Array((PIECE_MS * RATE_HZ) / 1000).fill(0.5);
        yield { samples, sampleRateHz: RATE_HZ, ...(left > 0 && { remaining }) };
      }
    },
  });
}

async function stumblesOf(slowness: number, sentences: number): Promise<number[]> {
  const { clock, sleep, stop } = createVirtualTime();
  const { road, of } = createFakeRoad({
    ...{ clock, sleep, voice: tooHopeful(sleep, slowness) },
    player: createSilentPlayer({ sampleRateHz: RATE_HZ, clock, sleep }),
  });
  try {
    await runRoad(road, turn(Array.from({ length: sentences }, (_, n) => `Sentence ${n}.`).join(' ')));
  } finally {
    stop();
  }
  const inside = of('underrun').filter((event) => event.inside);
  return of('play-start').map(({ sentenceId }) => inside.filter((event) => event.sentenceId === sentenceId).length);
}

test('a voice that keeps what it says of itself never runs dry', async () => {
  assert.deepEqual(await stumblesOf(1, 6), [0, 0, 0, 0, 0, 0]);
});

test('one that is slower than it says runs dry at first; then its sentences begin with more in hand', async () => {
  const stumbles = await stumblesOf(3.8, 16);
  assert.ok((stumbles[0] ?? 0) > 0, `${stumbles}`);
  const later = stumbles.slice(6).reduce((sum, one) => sum + one, 0);
  assert.ok(later <= 2, `${stumbles}`);
});
