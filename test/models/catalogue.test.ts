import assert from 'node:assert/strict';
import { test } from 'node:test';
import { CATALOGUE } from '../../src/models/catalogue.ts';

test('every default model can be had from the model hub alone, and from packages alone', () => {
  for (const model of CATALOGUE.filter((entry) => entry.default)) {
    for (const { name, sources } of model.files) {
      const kinds = sources.map(({ kind }) => kind);
      assert.ok(kinds.includes('hub'), `${model.id}/${name} has no hub source`);
      assert.ok(kinds.includes('pip') || kinds.includes('npm'), `${model.id}/${name} is in no package`);
    }
  }
});
