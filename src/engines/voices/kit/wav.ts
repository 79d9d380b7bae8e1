import type { Pcm } from '../../../spec/parts.ts';

/**
 * The sound of a 16-bit PCM WAV file, its first channel. Sizes that a program wrote before it knew them (0, or more than
 * there is) mean "to the end". Throws an Error on anything else.
 */
export function readWav(bytes: Uint8Array): Pcm {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (tag(bytes, 0) !== 'RIFF' || tag(bytes, 8) !== 'WAVE') throw new Error('the sound is not a WAV file');
  let format: { channels: number; sampleRateHz: number } | undefined;
  for (let at = 12; at + 8 <= bytes.length; ) {
    const [name, size] = [tag(bytes, at), view.getUint32(at + 4, true)];
    const body = at + 8;
    if (name === 'fmt ') {
      if (body + 16 > bytes.length || view.getUint16(body + 14, true) !== 16)
        throw new Error('the WAV is not 16-bit PCM');
      format = { channels: view.getUint16(body + 2, true), sampleRateHz: view.getUint32(body + 4, true) };
    }
    if (name === 'data') {
      if (format === undefined || format.channels === 0) throw new Error('the WAV has no format');
      const end = size === 0 ? bytes.length : Math.min(bytes.length, body + size);
      const all = fromS16le(bytes.subarray(body, end));
      const { channels, sampleRateHz } = format;
      const samples = channels === 1 ? all : all.filter((_, i) => i % channels === 0);
      return { samples, sampleRateHz };
    }
    at = body + size + (size % 2);
  }
  throw new Error('the WAV has no sound');
}

/** Little-endian 16-bit samples; an odd last byte is left out. */
export function fromS16le(bytes: Uint8Array): Float32Array {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.length >> 1 }, (_, i) => view.getInt16(2 * i, true) / 32768);
}

function tag(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4));
}
