import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createLeveller } from '../../../src/engines/voices/kit/leveller.ts';
import { createSampleReader } from '../../../src/engines/voices/kit/pcm-bytes.ts';
import { createResampler } from '../../../src/engines/voices/kit/resampler.ts';
import { stretch } from '../../../src/engines/voices/kit/stretch.ts';
import { loudnessLufs } from '../../../src/kit/loudness.ts';

const sine = (frequencyHz: number, seconds: number, rateHz: number, peak = 0.5) =>
  Float32Array.from({ length: seconds * rateHz }, (_, i) => peak * Math.sin((2 * Math.PI * frequencyHz * i) / rateHz));

/** How often it crosses zero upwards, a second. */
const pitchHz = (samples: Float32Array, rateHz: number) => {
  const middle = samples.subarray(samples.length >> 2, (3 * samples.length) >> 2);
  return (
    (middle.filter((sample, i) => i > 0 && sample >= 0 && (middle[i - 1] ?? 0) < 0).length / middle.length) * rateHz
  );
};

describe('samples from bytes', () => {
  it('are the same however the bytes are cut', () => {
    const bytes = Uint8Array.from({ length: 400 }, (_, i) => (i * 37) % 256);
    const whole = [...createSampleReader()(bytes)];
    for (const size of [1, 3, 7]) {
      const read = createSampleReader();
      const pieces: number[] = [];
      for (let at = 0; at < bytes.length; at += size) pieces.push(...read(bytes.subarray(at, at + size)));
      assert.deepEqual(pieces, whole);
    }
  });
});

describe('another rate', () => {
  for (const [from, to] of [
    [16_000, 24_000],
    [22_050, 24_000],
    [44_100, 24_000],
    [48_000, 24_000],
  ] as const) {
    it(`${from} to ${to}: as long, as high, as loud, however it is cut`, () => {
      const sound = sine(440, 1, from);
      const once = createResampler(from, to);
      const whole = Float32Array.of(...once.push(sound), ...once.end());
      assert.ok(Math.abs(whole.length - to) <= 1);
      assert.ok(Math.abs(pitchHz(whole, to) - 440) < 5);
      assert.ok(Math.abs(Math.max(...whole.subarray(1000, -1000)) - 0.5) < 0.01);
      const cut = createResampler(from, to);
      const pieces: number[] = [];
      for (let at = 0; at < sound.length; at += 97) pieces.push(...cut.push(sound.subarray(at, at + 97)));
      pieces.push(...cut.end());
      assert.deepEqual(Float32Array.from(pieces), whole);
    });
  }

  it('keeps out what the lower rate cannot hold', () => {
    const resampler = createResampler(48_000, 16_000);
    const out = Float32Array.of(...resampler.push(sine(12_000, 0.5, 48_000)), ...resampler.end());
    assert.ok(Math.max(...out.subarray(500, -500)) < 0.02);
  });
});

describe('another speed', () => {
  for (const speed of [0.5, 1.5, 2, 4]) {
    it(`${speed}: so much shorter, and as high`, () => {
      const out = stretch(sine(220, 2, 24_000), speed, 24_000);
      assert.ok(Math.abs(out.length / 24_000 - 2 / speed) < 0.05, `${out.length}`);
      assert.ok(Math.abs(pitchHz(out, 24_000) - 220) < 4, `${pitchHz(out, 24_000)} Hz`);
      assert.ok(Math.max(...out.map(Math.abs)) <= 0.55);
    });
  }
});

describe('the leveller', () => {
  it('brings a voice to -20 LUFS once it was heard, and remembers it', () => {
    const kept = new Map<string, number>();
    const memory = {
      get: (name: string) => kept.get(name),
      put: (name: string, gain: number) => void kept.set(name, gain),
    };
    const leveller = createLeveller('v', memory);
    assert.equal(leveller.gain(), 1);
    for (let i = 0; i < 20; i += 1) leveller.hear(sine(500, 1, 24_000, 0.05), 24_000);
    const level = loudnessLufs([sine(500, 5, 24_000, 0.05 * leveller.gain())], 24_000);
    assert.ok(Math.abs(level + 20) < 0.2, `${level}`);
    assert.equal(createLeveller('v', memory).gain(), kept.get('v'));
  });

  it('makes nothing of silence', () => {
    const leveller = createLeveller('v', { get: () => undefined, put: () => assert.fail() });
    leveller.hear(new Float32Array(24_000 * 20), 24_000);
    assert.equal(leveller.gain(), 1);
  });
});
