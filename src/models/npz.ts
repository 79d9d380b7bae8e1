import { buffer } from 'node:stream/consumers';
import { fromBufferPromise } from 'yauzl';

export interface NpyArray {
  readonly shape: readonly number[];
  /** In C order. */
  readonly data: Float32Array;
}

/** The arrays of an .npz file (a zip of .npy files) by name, without `.npy`. Only little-endian float32 in C order. */
export async function loadNpz(bytes: Uint8Array): Promise<Record<string, NpyArray>> {
  const zip = await fromBufferPromise(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), {
    lazyEntries: true,
  });
  const arrays: Record<string, NpyArray> = {};
  for await (const entry of zip.eachEntry()) {
    if (!entry.fileName.endsWith('.npy')) continue;
    arrays[entry.fileName.slice(0, -'.npy'.length)] = parseNpy(await buffer(await zip.openReadStreamPromise(entry)));
  }
  return arrays;
}

/** The .npy format: magic, version, length of the header, the header (a Python dict), the values. */
export function parseNpy(npy: Buffer): NpyArray {
  if (npy.toString('latin1', 0, 6) !== '\x93NUMPY') throw new Error('not an .npy file');
  const wide = npy.readUInt8(6) > 1;
  const start = wide ? 12 : 10;
  const end = start + (wide ? npy.readUInt32LE(8) : npy.readUInt16LE(8));
  const header = npy.toString('latin1', start, end);
  const shape = /'shape':\s*\(([^)]*)\)/.exec(header)?.[1];
  if (!/'descr':\s*'<f4'/.test(header) || !/'fortran_order':\s*False/.test(header) || shape === undefined) {
    throw new Error(`an .npy file of an unexpected kind: ${header.trim()}`);
  }
  const sizes = shape.split(',').map((size) => size.trim());
  const dims = sizes.filter((size) => size !== '').map(Number);
  const count = dims.reduce((a, b) => a * b, 1);
  if (npy.length < end + 4 * count) throw new Error('an .npy file that is cut off');
  const data = new Float32Array(count);
  new Uint8Array(data.buffer).set(npy.subarray(end, end + 4 * count));
  return { shape: dims, data };
}
