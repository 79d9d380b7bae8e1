import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import { dropSuperseded, noteFile, readRecord } from '../../src/models/record.ts';

it('what a recipe made before it changed is deleted and forgotten, and nothing else', (test) => {
  const dir = mkdtempSync(join(tmpdir(), 'stream-tts-record-'));
  test.after(() => rmSync(dir, { recursive: true }));
  const files = { 'model.v1.onnx': 'recipe', 'model.v2.onnx': 'recipe', 'model.onnx': 'hub', 'old.onnx': 'hub' };
  for (const [name, source] of Object.entries(files)) {
    writeFileSync(join(dir, name), name);
    noteFile(dir, name, { bytes: name.length, sha256: name, source });
  }
  writeFileSync(join(dir, 'model.v0.onnx'), 'of somebody else');

  dropSuperseded(dir, new Set(['recipe']), new Set(['model.v2.onnx', 'model.onnx']));

  assert.deepEqual(Object.keys(readRecord(dir)), ['model.v2.onnx', 'model.onnx', 'old.onnx']);
  const there = [...Object.keys(files), 'model.v0.onnx'].filter((name) => existsSync(join(dir, name)));
  assert.deepEqual(there, ['model.v2.onnx', 'model.onnx', 'old.onnx', 'model.v0.onnx']);
});
