import type { Player } from '../../spec/contracts.ts';
import { createPacer, REAL_TIME, type Time } from './pacer.ts';

/** How far ahead of the (unheard) sound a writer may be. */
const LEAD_MS = 400;

/**
 * Takes sound at the pace at which a loudspeaker would and plays nothing: for benches, and for machines without a
 * sound device. Reusable after `drain`.
 */
export function createSilentPlayer(options: { sampleRateHz: number; leadMs?: number } & Partial<Time>): Player {
  const { sampleRateHz, leadMs = LEAD_MS, clock = REAL_TIME.clock, sleep = REAL_TIME.sleep } = options;
  const pacer = createPacer(sampleRateHz, { clock, sleep });
  const unheard = async () => Math.round((pacer.unheardMs() * sampleRateHz) / 1000);
  return {
    name: 'silent',
    realTime: true,
    async write(samples) {
      pacer.wrote(samples.length);
      await pacer.until(leadMs);
    },
    drain: () => pacer.until(0),
    unheard,
    async pause() {
      pacer.pause();
    },
    async resume() {
      pacer.resume();
    },
    async clear() {
      const dropped = await unheard();
      pacer.reset();
      return dropped;
    },
    stop: () => pacer.stop(),
    async dispose() {
      pacer.stop();
    },
  };
}
