import { fromS16le } from './wav.ts';

/** Little-endian 16-bit samples from bytes cut anywhere: half a sample at a piece's end waits for the next piece. */
export function createSampleReader(): (bytes: Uint8Array) => Float32Array {
  let half: Uint8Array = new Uint8Array(0);
  return (bytes) => {
    const all = new Uint8Array(half.length + bytes.length);
    all.set(half);
    all.set(bytes, half.length);
    half = all.slice(all.length - (all.length % 2));
    return fromS16le(all.subarray(0, all.length - half.length));
  };
}
