import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Player } from '../../src/spec/contracts.ts';

/** Where a player plays to, and somebody who listens there. */
export interface Loudspeaker {
  readonly sampleRateHz: number;
  /** A new player to this loudspeaker. */
  open(): Promise<Player>;
  /** Listens from now on; undefined where nothing can be heard. */
  listen(): Promise<Listener | undefined>;
  close(): Promise<void>;
}

export interface Listener {
  /** What was heard so far, as 16-bit samples; silence may stand before, between and after. */
  heard(): Int16Array;
  /** Resolves when `done` says so of what was heard. */
  until(done: (heard: Int16Array) => boolean): Promise<void>;
}

/** What every player fulfils. Amplitudes tell the sounds apart. */
export function playerContract(name: string, setup: () => Promise<Loudspeaker>, skip: string | false = false): void {
  describe(`player ${name}`, { skip }, () => {
    let loudspeaker: Loudspeaker;
    before(async () => {
      loudspeaker = await setup();
    });
    after(() => loudspeaker?.close());

    async function withPlayer(use: (player: Player) => Promise<void>): Promise<void> {
      const player = await loudspeaker.open();
      try {
        await use(player);
      } finally {
        await player.dispose();
      }
    }

    it('plays what is written, sample for sample and without a gap, however it is cut', async () => {
      const listener = await loudspeaker.listen();
      await withPlayer(async (player) => {
        const tone = sine(loudspeaker.sampleRateHz, 1500, 0.5);
        await player.write(silence(loudspeaker.sampleRateHz, 500));
        for (const piece of cut(tone, [1, 7, 997, 4801, 2, 12_007])) await player.write(piece);
        await player.drain();
        // What drain has waited for is not lost by this.
        player.stop();
        if (listener === undefined) return;
        const wanted = Int16Array.from(tone, (sample) => Math.round(sample * 32_767));
        await listener.until((heard) => heard.length - begin(heard) > wanted.length);
        const heard = listener.heard();
        const at = begin(heard);
        assert.deepEqual(heard.slice(at, at + wanted.length), wanted);
        assert.ok(heard.subarray(at + wanted.length).every((sample) => sample === 0));
      });
    });

    it('plays again after it was drained', async () => {
      const listener = await loudspeaker.listen();
      await withPlayer(async (player) => {
        await player.drain();
        await player.write(level(loudspeaker.sampleRateHz, 200, 0.1));
        await player.drain();
        await player.write(silence(loudspeaker.sampleRateHz, 300));
        await player.write(level(loudspeaker.sampleRateHz, 200, 0.2));
        await player.drain();
        await listener?.until((heard) => heard.some(isLevel(0.2)));
      });
    });

    it('is silent for good after stop', async () => {
      const listener = await loudspeaker.listen();
      await withPlayer(async (player) => {
        await player.write(silence(loudspeaker.sampleRateHz, 300));
        player.stop();
        await player.write(level(loudspeaker.sampleRateHz, 300, 0.3));
        await player.drain();
        await player.write(level(loudspeaker.sampleRateHz, 300, 0.3));
      });
      await withPlayer(async (player) => {
        await player.write(silence(loudspeaker.sampleRateHz, 300));
        await player.write(level(loudspeaker.sampleRateHz, 300, 0.4));
        await player.drain();
      });
      if (listener === undefined) return;
      await listener.until((heard) => heard.some(isLevel(0.4)));
      assert.ok(!listener.heard().some(isLevel(0.3)));
    });

    it('drops at stop what was written and not heard, and lets go whoever waits', async () => {
      const listener = await loudspeaker.listen();
      await withPlayer(async (player) => {
        if (!player.realTime) return;
        await player.write(silence(loudspeaker.sampleRateHz, 300));
        const long = level(loudspeaker.sampleRateHz, 60_000, 0.5);
        const writing = player.write(long);
        const draining = player.drain();
        await listener?.until((heard) => heard.some(isLevel(0.5)));
        player.stop();
        await writing;
        await draining;
        if (listener !== undefined) assert.ok(listener.heard().filter(isLevel(0.5)).length < long.length / 2);
      });
    });

    it('takes nothing, sound beyond full scale and what is not a number', async () => {
      await withPlayer(async (player) => {
        await player.write(new Float32Array(0));
        await player.write(Float32Array.of(2, -2, Number.NaN, Number.POSITIVE_INFINITY));
        await player.drain();
      });
    });

    it('can be disposed of twice', async () => {
      const player = await loudspeaker.open();
      await player.write(level(loudspeaker.sampleRateHz, 20, 0.1));
      await player.dispose();
      await player.dispose();
    });
  });
}

export function silence(sampleRateHz: number, durationMs: number): Float32Array {
  return new Float32Array(Math.round((sampleRateHz * durationMs) / 1000));
}

export function level(sampleRateHz: number, durationMs: number, value: number): Float32Array {
  return silence(sampleRateHz, durationMs).fill(value);
}

function isLevel(value: number): (sample: number) => boolean {
  const wanted = Math.round(value * 32_767);
  return (sample) => Math.abs(sample - wanted) <= 1;
}

/** 440 Hz, its first sample not 0 so that it can be found. */
function sine(sampleRateHz: number, durationMs: number, amplitude: number): Float32Array {
  return silence(sampleRateHz, durationMs).map((_, i) => amplitude * Math.cos((2 * Math.PI * 440 * i) / sampleRateHz));
}

function cut(samples: Float32Array, lengths: readonly number[]): Float32Array[] {
  const pieces: Float32Array[] = [];
  for (let at = 0, i = 0; at < samples.length; i++) {
    const length = lengths[i % lengths.length] ?? 1;
    pieces.push(samples.subarray(at, at + length));
    at += length;
  }
  return pieces;
}

function begin(heard: Int16Array): number {
  const at = heard.findIndex((sample) => sample !== 0);
  return at === -1 ? heard.length : at;
}
