import assert from 'node:assert/strict';
import { test } from 'node:test';
import { levenshtein, nearest } from '../../src/kit/nearest.ts';

test('the distance counts insertions, deletions and replacements', () => {
  assert.equal(levenshtein('kitten', 'sitting'), 3);
  assert.equal(levenshtein('', 'abc'), 3);
  assert.equal(levenshtein('same', 'same'), 0);
});

test('a slip finds its word, and something else finds nothing', () => {
  const words = ['kokoro-82m', 'japanese-dictionary', 'qwen2.5-coder-1.5b', 'list'];
  assert.equal(nearest('kokoro-82n', words), 'kokoro-82m');
  assert.equal(nearest('KOKORO', words), 'kokoro-82m');
  assert.equal(nearest('japanes-dictionnary', words), 'japanese-dictionary');
  assert.equal(nearest('lsit', words), 'list');
  assert.equal(nearest('firefox', words), undefined);
  assert.equal(nearest('x', words), undefined);
});
