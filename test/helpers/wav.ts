import { readFileSync } from 'node:fs';

/** The samples of a 16-bit mono WAV file. Throws when it is not one. */
export function readWav(path: string): { samples: Float32Array; sampleRateHz: number } {
  const bytes = readFileSync(path);
  if (bytes.toString('latin1', 0, 4) !== 'RIFF' || bytes.toString('latin1', 8, 12) !== 'WAVE') {
    throw new Error(`${path} is not a WAV file`);
  }
  let at = 12;
  let sampleRateHz = 0;
  while (at + 8 <= bytes.length) {
    const id = bytes.toString('latin1', at, at + 4);
    const size = bytes.readUInt32LE(at + 4);
    if (id === 'fmt ') {
      sampleRateHz = bytes.readUInt32LE(at + 12);
      const [format, channels, bits] = [
        bytes.readUInt16LE(at + 8),
        bytes.readUInt16LE(at + 10),
        bytes.readUInt16LE(at + 22),
      ];
      if (format !== 1 || channels !== 1 || bits !== 16) throw new Error(`${path} is not 16-bit mono`);
    }
    if (id === 'data') {
      if (at + 8 + size > bytes.length) throw new Error(`${path} says ${size} bytes of sound and has fewer`);
      const samples = new Float32Array(size / 2);
      for (let i = 0; i < samples.length; i += 1) samples[i] = bytes.readInt16LE(at + 8 + 2 * i) / 32768;
      return { samples, sampleRateHz };
    }
    at += 8 + size + (size % 2);
  }
  throw new Error(`${path} has no sound`);
}

/** The bytes of a 16-bit mono WAV file. */
export function makeWav(samples: Int16Array, sampleRateHz: number): Buffer {
  const bytes = Buffer.alloc(44 + 2 * samples.length);
  bytes.write('RIFF', 0);
  bytes.writeUInt32LE(bytes.length - 8, 4);
  bytes.write('WAVEfmt ', 8);
  bytes.writeUInt32LE(16, 16);
  bytes.writeUInt16LE(1, 20);
  bytes.writeUInt16LE(1, 22);
  bytes.writeUInt32LE(sampleRateHz, 24);
  bytes.writeUInt32LE(2 * sampleRateHz, 28);
  bytes.writeUInt16LE(2, 32);
  bytes.writeUInt16LE(16, 34);
  bytes.write('data', 36);
  bytes.writeUInt32LE(2 * samples.length, 40);
  for (const [i, sample] of samples.entries()) bytes.writeInt16LE(sample, 44 + 2 * i);
  return bytes;
}
