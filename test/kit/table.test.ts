import assert from 'node:assert/strict';
import { test } from 'node:test';
import { table } from '../../src/kit/table.ts';

test('a table has its rows and nothing that objects have', () => {
  const rows = table({ one: 1, two: 2 });
  assert.deepEqual([rows.one, rows.two], [1, 2]);
  for (const word of ['valueOf', 'constructor', '__proto__', 'toString', 'three']) assert.equal(rows[word], undefined);
});
