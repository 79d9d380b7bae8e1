import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import type { Tensors } from '../../../src/engines/voices/kokoro/session.ts';
import {
  createUtterance,
  FRAME_SAMPLES,
  silentShare,
  soundingFrames,
} from '../../../src/engines/voices/kokoro/utterance.ts';
import { createWindows } from '../../../src/engines/voices/kokoro/windows.ts';
import { KOKORO_VOICES } from '../../../src/engines/voices/kokoro.ts';
import { CONTEXT_FRAMES, SOUND_CONTEXT } from '../../../src/models/recipes/kokoro/names.ts';
import { normsOf } from '../../../src/models/recipes/kokoro/norms.ts';

const norms = { mean: Float32Array.of(1, 2), deviation: Float32Array.of(2, 4) };

/** A front graph's outputs for tokens of these durations; every number differs from the others. */
function front(durations: readonly number[]): Tensors {
  const total = durations.reduce((sum, frames) => sum + frames, 0);
  const numbers = (rows: number, width: number) => ({
    data: Float32Array.from({ length: rows * width }, (_, i) => Math.sin(i)),
    dims: [1, rows, width],
  });
  return {
    durations: { data: BigInt64Array.from(durations, BigInt), dims: [durations.length] },
    frames: numbers(3, 2 * total),
    source: numbers(2, 120 * total + 1),
    gains: { data: Float32Array.of(2, 4), dims: [1, 2, 1] },
    offsets: { data: Float32Array.of(0, 1), dims: [1, 2, 1] },
  };
}

/** A generator as local in time as the real one: each frame depends on its neighbours up to the context, and little of that sounds. */
async function generate({ frames, source, scale, shift }: Tensors): Promise<Tensors> {
  const [, , width = 0] = frames?.dims ?? [];
  const total = width / 2;
  assert.equal(source?.dims[2], 120 * total + 1);
  const at = (frame: number) =>
    frame < 0 || frame >= total ? 0 : Number(frames?.data[2 * frame]) + Number(source?.data[120 * frame]);
  const gain = Number(scale?.data[1]) + Number(shift?.data[0]);
  const data = Float32Array.from({ length: total * FRAME_SAMPLES }, (_, i) => {
    const frame = Math.floor(i / FRAME_SAMPLES);
    let sum = 0;
    for (let near = -CONTEXT_FRAMES; near <= CONTEXT_FRAMES; near++) sum += at(frame + near) / (1 + Math.abs(near));
    return gain * sum + (i % FRAME_SAMPLES);
  });
  const sounding = data
    .subarray(CONTEXT_FRAMES * FRAME_SAMPLES - SOUND_CONTEXT)
    .subarray(0, 2 * SOUND_CONTEXT - 5 - 2 * CONTEXT_FRAMES * FRAME_SAMPLES + data.length);
  return { audio: { data: sounding, dims: [sounding.length] } };
}

async function inWindows(durations: readonly number[], sizes: readonly number[]): Promise<number[]> {
  const utterance = createUtterance(front(durations), { norms, marks: 1 }, generate);
  const samples: number[] = [];
  for (let i = 0; utterance.left > 0; i++) samples.push(...(await utterance.next(sizes[i % sizes.length] ?? 1)));
  return samples;
}

describe('an utterance in windows', () => {
  it('joins to the samples of the whole, however it is cut', async () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1, maxLength: 6 });
    const durations = fc.array(fc.integer({ min: 1, max: 20 }), { minLength: 3, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(durations, sizes, async (frames, cuts) => {
        assert.deepEqual(await inWindows(frames, cuts), await inWindows(frames, [1000]));
      }),
      { numRuns: 30 },
    );
  });

  it('gives the norms as one scale and shift for each channel', async () => {
    let seen: Tensors = {};
    const utterance = createUtterance(front([1, 2, 1]), { norms, marks: 0 }, async (inputs) => {
      seen = inputs;
      return await generate(inputs);
    });
    await utterance.next(1);
    assert.deepEqual([...(seen.scale?.data ?? [])], [1, 1]);
    assert.deepEqual([...(seen.shift?.data ?? [])], [-1, -1]);
  });

  it('leaves out what is silent at its ends, and nothing else', () => {
    assert.deepEqual(soundingFrames([12, 3, 4, 5, 30], 0), { from: 8, to: 28 });
    assert.deepEqual(soundingFrames([12, 3, 4, 5, 30], 1), { from: 8, to: 23 });
    assert.deepEqual(soundingFrames([1, 3, 1], 0), { from: 0, to: 5 });
    assert.deepEqual(soundingFrames([9, 9], 0), { from: 5, to: 13 });
    assert.deepEqual(soundingFrames([], 0), { from: 0, to: 0 });
  });

  it('refuses what a front graph of another kind gives', () => {
    assert.throws(() => createUtterance({}, { norms, marks: 0 }, generate), /lacks an output/);
    const { mean } = norms;
    const other = { mean: mean.slice(1), deviation: mean };
    assert.throws(() => createUtterance(front([1, 2]), { norms: other, marks: 0 }, generate), /another model/);
  });
});

describe('the sizes of windows', () => {
  it('are small where sound is needed at once, and larger the more is still to be heard', () => {
    const windows = createWindows();
    const sizes = [0, 200, 500, 1000, 5000].map((bufferedMs) => windows.next(1000, bufferedMs));
    assert.deepEqual(
      sizes,
      sizes.toSorted((a, b) => a - b),
    );
    assert.ok((sizes[0] ?? 0) < (sizes[3] ?? 0));
    assert.equal(windows.next(1000, -100), sizes[0]);
  });

  it('grow even where nothing is left to be heard', () => {
    const windows = createWindows();
    const first = windows.next(1000, 0);
    const second = windows.next(1000, 0, first);
    assert.ok(second > first && windows.next(1000, 0, second) > second);
    assert.ok(windows.next(1000, 0, 1000) < 100);
  });

  it('are smaller on a slower machine', () => {
    const [quick, slow] = [createWindows(), createWindows()];
    for (let i = 0; i < 20; i++) {
      quick.learn(20, 100);
      slow.learn(20, 1000);
    }
    assert.ok(slow.next(1000, 800) < quick.next(1000, 800));
  });

  it('are made at a pace that counts their context', () => {
    const windows = createWindows();
    for (let i = 0; i < 50; i++) windows.learn(12, 100);
    assert.ok(Math.abs(windows.pace(12) - 100 / 300) < 0.01);
    assert.ok(windows.pace(48) < windows.pace(12));
  });

  it('leave no rest that is too small for a window of its own', () => {
    const windows = createWindows();
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 200 }), fc.integer({ min: -500, max: 5000 }), (left, bufferedMs) => {
        const size = windows.next(left, bufferedMs);
        assert.ok(size >= 1 && size <= left);
        assert.ok(size === left || left - size >= 12);
      }),
    );
  });
});

describe('the silent share of an utterance', () => {
  it('is what pads and marks take of its frames', () => {
    const marks = new Set([7]);
    assert.equal(silentShare([3, 4, 2, 1, 10], [5, 6, 7], marks), 14 / 20);
    assert.equal(silentShare([3, 4, 3], [5], new Set()), 0.6);
    assert.equal(silentShare([], [], marks), 0);
  });
});

describe('norms over the silent share', () => {
  it('are those of every voice, finite, and move with it', () => {
    for (const voice of KOKORO_VOICES) {
      const at = normsOf(voice);
      assert.ok(at, voice);
      const [full, half] = [at(0.1), at(0.6)];
      assert.ok([...half.mean, ...half.deviation].every(Number.isFinite));
      assert.ok(half.deviation.every((deviation) => deviation > 0));
      assert.notDeepEqual(half, full);
    }
    assert.equal(normsOf('af_nobody'), undefined);
  });

  it('never divide by much less than they do in a common sentence, however little or much is silent', () => {
    for (const voice of KOKORO_VOICES) {
      const at = normsOf(voice);
      assert.ok(at, voice);
      const common = at(0.3).deviation;
      for (const silent of [0, 0.05, 0.1, 0.14, 0.2, 0.5, 0.7, 0.9, 1]) {
        const least = Math.min(...at(silent).deviation.map((deviation, c) => deviation / (common[c] ?? 1)));
        assert.ok(least > 0.5, `${voice}, ${silent} silent: ${least}`);
      }
    }
  });
});
