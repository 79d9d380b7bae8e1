import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { shiftedDistance, spectralDistance } from '../../src/bench/spectral.ts';

const tone = (hz: number, length = 12_000) =>
  Float32Array.from({ length }, (_, i) => 0.5 * Math.sin((2 * Math.PI * hz * i) / 24_000) * Math.sin(i / 3000));

describe('the log-spectral distance', () => {
  it('is nothing between a sound and itself', () => {
    assert.equal(spectralDistance(tone(440), tone(440)), 0);
    assert.equal(spectralDistance(new Float32Array(10), new Float32Array(10)), 0);
  });

  it('is the logarithm of the ratio where one is louder throughout', () => {
    // White enough that no bin lies near the floor.
    let seed = 1;
    const noise = Float32Array.from({ length: 12_000 }, () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed / 2_147_483_647 - 0.5;
    });
    const distance = spectralDistance(
      noise,
      noise.map((x) => 2 * x),
    );
    assert.ok(Math.abs(distance - Math.log(2)) < 0.01, `${distance}`);
  });

  it('grows with what differs', () => {
    const near = spectralDistance(tone(440), tone(441));
    const far = spectralDistance(tone(440), tone(2000));
    assert.ok(near < far);
  });

  it('finds the shift at which two sounds begin together', () => {
    const sound = tone(317);
    assert.ok(shiftedDistance(sound, sound.subarray(123), 200) < 1e-9);
    assert.ok(shiftedDistance(sound.subarray(77), sound, 200) < 1e-9);
  });
});
