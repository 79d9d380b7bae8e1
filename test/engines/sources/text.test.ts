import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTextSource } from '../../../src/engines/sources/text.ts';
import { blocks, everyByte, joined, readAll, types } from './parts.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

test('text: one block in one turn', () => {
  const parts = readAll(createTextSource(), bytes('# Result\n\nFixed.\n'));
  assert.deepEqual(types(parts), ['turn-start', 'text-start', 'text-delta', 'text-end', 'turn-end']);
  assert.deepEqual(blocks(parts), ['# Result\n\nFixed.\n']);
});

test('text: characters may be cut anywhere', () => {
  const text = 'Fixed — 完了 🎉\n';
  const parts = readAll(createTextSource(), bytes(text), everyByte(bytes(text)));
  assert.deepEqual(blocks(parts), [text]);
  assert.deepEqual(joined(parts), joined(readAll(createTextSource(), bytes(text))));
});

test('text: what is written comes out at once', () => {
  const source = createTextSource();
  assert.deepEqual(blocks(source.write(bytes('Hel'))), ['Hel']);
  assert.deepEqual(source.write(bytes('lo')), [{ type: 'text-delta', text: 'lo' }]);
});

test('text: bytes that are not UTF-8 and no bytes at all are no trouble', () => {
  assert.deepEqual(blocks(readAll(createTextSource(), Uint8Array.of(0xff, 0x41, 0xe3, 0x81))), ['\ufffdA\ufffd']);
  assert.deepEqual(readAll(createTextSource(), bytes('')), []);
});
