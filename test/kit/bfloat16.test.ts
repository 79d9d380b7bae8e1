import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fromBfloat16, toBfloat16 } from '../../src/kit/bfloat16.ts';

test('numbers come back within a 256th of themselves', () => {
  const number = fc.float({ noNaN: true, noDefaultInfinity: true, min: Math.fround(-1e30), max: Math.fround(1e30) });
  fc.assert(
    fc.property(fc.array(number), (numbers) => {
      const values = Float32Array.from(numbers.map((value) => (Math.abs(value) < 1e-30 ? 0 : value)));
      const back = fromBfloat16(toBfloat16(values));
      assert.equal(back.length, values.length);
      for (const [i, value] of values.entries()) {
        assert.ok(Math.abs((back[i] ?? Number.NaN) - value) <= Math.abs(value) / 256, `${value} and ${back[i]}`);
      }
    }),
  );
});
