import assert from 'node:assert/strict';
import { test } from 'node:test';
import { EXAMPLES } from '../../src/engines/translators/prompt.ts';
import type { Example } from '../../src/guard/check.ts';
import { CHECKS, check } from '../../src/guard/checks.ts';

function failedBy([source, translation, asked = []]: Example): string[] {
  const kept = 'length' in asked ? { kept: asked } : { kept: [], ...asked };
  const results = check({ source: source.replaceAll('`', ''), translation, ...kept });
  return Object.keys(results).filter((name) => !results[name]);
}

for (const { name, right, wrong } of CHECKS) {
  test(`${name}: what is right passes every check, what is wrong fails this one`, () => {
    for (const example of right) assert.deepEqual(failedBy(example), [], example[1]);
    for (const example of wrong) assert.ok(failedBy(example).includes(name), `${example[0]} → ${example[1]}`);
  });
}

test('every check has a name of its own, and examples that pass and that fail', () => {
  assert.equal(new Set(CHECKS.map(({ name }) => name)).size, CHECKS.length);
  for (const { name, right, wrong } of CHECKS) assert.ok(right.length > 0 && wrong.length > 0, name);
});

test('the examples that the model is given pass every check', () => {
  for (const { source, translation } of EXAMPLES) assert.deepEqual(failedBy([source, translation]), [], translation);
});
