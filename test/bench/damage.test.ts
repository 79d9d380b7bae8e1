import assert from 'node:assert/strict';
import { test } from 'node:test';
import { damagedFrom, recognise } from '../../src/bench/damage.ts';
import { AGENT_SENTENCES } from '../../src/bench/data/agent-sentences.ts';

test('the checks refuse no translation of our own sentences by a person, and most of what is damaged', () => {
  const { precision, recall, falseAlarms } = recognise(AGENT_SENTENCES);
  assert.deepEqual(falseAlarms, []);
  assert.equal(precision, 1);
  assert.ok((recall ?? 0) >= 0.8, String(recall));
});

test('every pair is damaged once, and every kind of damage occurs', () => {
  const damaged = damagedFrom(AGENT_SENTENCES);
  assert.equal(damaged.length, AGENT_SENTENCES.flatMap(({ references }) => references).length);
  assert.ok(new Set(damaged.map(({ kind }) => kind)).size >= 14);
  for (const { source, translation } of damaged) {
    const { references = [] } = AGENT_SENTENCES.find((pair) => pair.source === source) ?? {};
    assert.ok(!references.includes(translation));
  }
});
