import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { examine } from './examine.ts';

const FOLDER = new URL('../fixtures/fuzz/', import.meta.url);
const FILES = existsSync(FOLDER) ? readdirSync(FOLDER).filter((file) => file.endsWith('.bin')) : [];

for (const file of FILES) {
  test(`fuzz: ${file}, found by the fuzzer, is well now`, () => {
    const bytes = readFileSync(new URL(file, FOLDER));
    for (const cuts of [[], [1], [Math.floor(bytes.length / 2)], Array.from(bytes, (_, i) => i)]) {
      assert.equal(examine(bytes, cuts), undefined);
    }
  });
}

test('fuzz: any bytes, cut anywhere, say the same and never throw', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.array(fc.nat(300), { maxLength: 6 }), (bytes, cuts) => {
      assert.equal(
        examine(
          bytes,
          cuts.map((place) => place % (bytes.length + 1)),
        ),
        undefined,
      );
    }),
    { numRuns: 200 },
  );
});
