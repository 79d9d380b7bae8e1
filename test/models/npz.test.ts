import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadNpz, parseNpy } from '../../src/models/npz.ts';
import { makeZip } from '../helpers/zip.ts';

function npy(header: string, values: Float32Array): Buffer {
  const text = Buffer.from(`${header}\n`);
  const head = Buffer.from('\x93NUMPY\x01\x00\x00\x00', 'latin1');
  head.writeUInt16LE(text.length, 8);
  return Buffer.concat([head, text, Buffer.from(values.buffer)]);
}

const VALUES = Float32Array.from([1, -2.5, 3, 4, 5, 6]);
const HEADER = "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 1, 2), }";

test('arrays come out of an .npz by name, stored or compressed', async () => {
  for (const compressed of [true, false]) {
    const zip = makeZip(
      { 'a.npy': npy(HEADER, VALUES), 'b.npy': npy(HEADER, VALUES), 'c.txt': Buffer.from('x') },
      compressed,
    );
    const arrays = await loadNpz(zip);
    assert.deepEqual(Object.keys(arrays), ['a', 'b']);
    assert.deepEqual(arrays.a, { shape: [3, 1, 2], data: VALUES });
  }
});

test('what is not little-endian float32 in C order is refused', () => {
  for (const header of [HEADER.replace('<f4', '<f8'), HEADER.replace('False', 'True'), '{}']) {
    assert.throws(() => parseNpy(npy(header, VALUES)), /unexpected kind/);
  }
  assert.throws(() => parseNpy(npy(HEADER.replace('3, 1', '4, 1'), VALUES)), /cut off/);
  assert.throws(() => parseNpy(Buffer.from('something else')), /not an \.npy/);
});
