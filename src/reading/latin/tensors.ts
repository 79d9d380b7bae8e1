export interface Tensors {
  readonly metadata: Readonly<Record<string, string>>;
  /** Throws a `RangeError` when there is no tensor of that name and shape. */
  get(name: string, ...shape: number[]): Float32Array;
}

/**
 * Reads a safetensors file of half floats: the header's length (64 bits, little-endian), the header (JSON), the numbers.
 * Throws a `RangeError` when the file is not one.
 */
export function parseSafetensors(bytes: Uint8Array): Tensors {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const header = parseHeader(bytes, view);
  const body = 8 + Number(view.getBigUint64(0, true));
  const { metadata, entries } = header;
  return {
    metadata,
    get(name, ...shape) {
      const { dtype, shape: given, data_offsets: offsets } = entries[name] ?? {};
      const count = shape.reduce((product, size) => product * size, 1);
      const [start = 0, end = 0] = offsets ?? [];
      const fits = dtype === 'F16' && String(given) === String(shape) && end - start === count * 2;
      if (!fits || body + end > bytes.length) throw new RangeError(`the network has no tensor ${name} of ${shape}`);
      return Float32Array.from({ length: count }, (_, i) => halfFloat(view.getUint16(body + start + i * 2, true)));
    },
  };
}

interface Entry {
  readonly dtype?: string;
  readonly shape?: readonly number[];
  readonly data_offsets?: readonly number[];
}

interface Header {
  readonly metadata: Readonly<Record<string, string>>;
  readonly entries: Readonly<Record<string, Entry | undefined>>;
}

function parseHeader(bytes: Uint8Array, view: DataView): Header {
  const length = bytes.length < 8 ? Number.NaN : Number(view.getBigUint64(0, true));
  if (!(length <= bytes.length - 8)) throw new RangeError('not a safetensors file');
  try {
    const { __metadata__: metadata = {}, ...entries } = JSON.parse(
      new TextDecoder().decode(bytes.subarray(8, 8 + length)),
    );
    return { metadata, entries };
  } catch {
    throw new RangeError('not a safetensors file');
  }
}

/** IEEE 754 binary16. */
function halfFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
