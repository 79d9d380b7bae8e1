import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CATALOGUE } from '../../src/models/catalogue.ts';

test('every default model can be had from the model hub alone, and from PyPI alone', () => {
  for (const model of CATALOGUE.filter((entry) => entry.default)) {
    for (const { name, sources } of model.files) {
      for (const kind of ['hub', 'pip'] as const)
        assert.ok(
          sources.some((source) => source.kind === kind),
          `${model.id}/${name} has no ${kind} source`,
        );
    }
  }
});
