/** Numbers with 8 bits of precision (the upper half of a float32, rounded), little-endian, in base64. */
export function toBfloat16(values: Float32Array): string {
  const bits = new Uint32Array(values.buffer, values.byteOffset, values.length);
  const bytes = new Uint8Array(2 * values.length);
  const view = new DataView(bytes.buffer);
  for (const [i, word] of bits.entries()) view.setUint16(2 * i, Math.min(word + 0x8000, 0xffffffff) >>> 16, true);
  return Buffer.from(bytes).toString('base64');
}

/** What `toBfloat16` wrote. */
export function fromBfloat16(base64: string): Float32Array {
  const bytes = Buffer.from(base64, 'base64');
  const bits = new Uint32Array(bytes.length >> 1);
  for (const i of bits.keys()) bits[i] = bytes.readUInt16LE(2 * i) << 16;
  return new Float32Array(bits.buffer);
}
