import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { missingAfter } from '../../../src/engines/sources/once.ts';

const cases: ReadonlyArray<readonly [said: string, whole: string, missing: string | undefined]> = [
  ['One.', 'One. Two.', ' Two.'],
  ['One.', 'One.', ''],
  ['One.\n\n', 'One.', ''],
  ['\nOne.\n\n- two\n', 'One.\n- two\nThree.', '\nThree.'],
  ['One. Two.', 'One.', ''],
  ['One.', 'Other.', undefined],
  ['🎉 One.', '🎉 One. 🎉', ' 🎉'],
];

for (const [said, whole, missing] of cases) {
  test(`once: after ${JSON.stringify(said)}, ${JSON.stringify(whole)} has ${JSON.stringify(missing)} more`, () => {
    assert.equal(missingAfter(said, whole), missing);
  });
}

test('once: what is missing and what was said are the whole', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (said, rest) => {
      const missing = missingAfter(said, said + rest);
      assert.equal(missing, rest);
    }),
  );
});
