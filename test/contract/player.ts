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
  /** It hears in real time, silence too. */
  readonly isLive?: boolean;
  /** The player knows to the sample what was heard. */
  readonly isExact?: boolean;
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

    it('is silent while it is held, and then goes on: no sample is lost or heard twice', async () => {
      const listener = await loudspeaker.listen();
      await withPlayer(async (player) => {
        const counted = counter(Math.round(loudspeaker.sampleRateHz * 1.2));
        await player.write(silence(loudspeaker.sampleRateHz, 300));
        const writing = (async () => {
          for (const piece of cut(counted, [4801, 7, 2400])) await player.write(piece);
        })();
        if (loudspeaker.isLive) await listener?.until((heard) => heard.filter(Boolean).length > counted.length / 4);
        await player.pause();
        const held = await player.unheard();
        assert.ok(held <= counted.length + loudspeaker.sampleRateHz);
        if (listener !== undefined && loudspeaker.isLive) {
          const before = listener.heard().length;
          await listener.until((heard) => heard.length > before + loudspeaker.sampleRateHz / 2);
          // What the sound system had taken may still come; then it is quiet.
          assert.ok(
            listener
              .heard()
              .subarray(-1000)
              .every((sample) => sample === 0),
          );
          assert.ok(listener.heard().filter(Boolean).length < counted.length);
        }
        await player.resume();
        await writing;
        await player.drain();
        if (listener === undefined) return;
        await listener.until((heard) => heard.filter(Boolean).length >= counted.length);
        const wanted = Int16Array.from(counted, (sample) => Math.round(sample * 32_767));
        assert.deepEqual(listener.heard().filter(Boolean), wanted);
      });
    });

    it('drops at clear what was not heard, says how much, and plays what comes then', async () => {
      const listener = await loudspeaker.listen();
      await withPlayer(async (player) => {
        if (!player.realTime) return;
        await player.write(silence(loudspeaker.sampleRateHz, 300));
        const long = level(loudspeaker.sampleRateHz, 60_000, 0.5);
        const writing = player.write(long);
        await listener?.until((heard) => heard.filter(isLevel(0.5)).length > loudspeaker.sampleRateHz / 5);
        const dropped = await player.clear();
        await writing;
        assert.ok(dropped > long.length / 2, `${dropped} of ${long.length}`);
        await player.write(level(loudspeaker.sampleRateHz, 300, 0.2));
        await player.drain();
        if (listener === undefined) return;
        await listener.until((heard) => heard.some(isLevel(0.2)));
        const heard = listener.heard();
        assert.ok(!heard.subarray(heard.findIndex(isLevel(0.2))).some(isLevel(0.5)));
        if (loudspeaker.isLive) {
          const played = heard.filter(isLevel(0.5)).length;
          const exact = loudspeaker.isExact ? 0 : loudspeaker.sampleRateHz / 5;
          assert.ok(Math.abs(long.length - dropped - played) <= exact, `${dropped} dropped and ${played} heard`);
        }
      });
    });

    it('can be cleared while it is held', async () => {
      const listener = await loudspeaker.listen();
      await withPlayer(async (player) => {
        if (!player.realTime) return;
        const writing = player.write(level(loudspeaker.sampleRateHz, 5000, 0.5));
        await player.pause();
        await player.clear();
        await writing;
        const next = player.write(level(loudspeaker.sampleRateHz, 200, 0.25));
        await player.resume();
        await next;
        await player.drain();
        await listener?.until((heard) => heard.some(isLevel(0.25)));
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

/** No two samples near each other are the same, and none is silence. */
export function counter(length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => ((i % 32_000) + 1) / 32_767);
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
