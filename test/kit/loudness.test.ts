import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loudnessLufs } from '../../src/kit/loudness.ts';

const sine = (frequencyHz: number, seconds: number, sampleRateHz: number, peak = 1) =>
  Float32Array.from(
    { length: seconds * sampleRateHz },
    (_, i) => peak * Math.sin((2 * Math.PI * frequencyHz * i) / sampleRateHz),
  );

test('a full-scale sine of 997 Hz is -3.01 LUFS, at any rate', () => {
  for (const rate of [16_000, 22_050, 24_000, 44_100, 48_000]) {
    const level = loudnessLufs([sine(997, 5, rate)], rate);
    assert.ok(Math.abs(level + 3.01) < 0.1, `${level} at ${rate} Hz`);
  }
});

test('half the size is 6 LU less, and silence between does not count', () => {
  const [loud, soft] = [sine(997, 5, 24_000), sine(997, 5, 24_000, 0.5)];
  const level = loudnessLufs([loud], 24_000);
  assert.ok(Math.abs(level - loudnessLufs([soft], 24_000) - 6.02) < 0.01);
  assert.ok(Math.abs(level - loudnessLufs([loud, new Float32Array(240_000), loud], 24_000)) < 0.05);
  assert.equal(loudnessLufs([new Float32Array(48_000)], 24_000), Number.NEGATIVE_INFINITY);
  assert.equal(loudnessLufs([], 24_000), Number.NEGATIVE_INFINITY);
});
