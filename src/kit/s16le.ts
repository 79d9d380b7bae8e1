/** Samples in [-1, 1] as 16-bit little-endian PCM; what is outside is cut off, what is not a number is silence. */
export function toS16le(samples: Float32Array): Buffer {
  // Not of Node's pool: a short piece that is kept would keep all of its 8 kB.
  const bytes = Buffer.allocUnsafeSlow(samples.length * 2);
  for (let i = 0; i < samples.length; i++) {
    const sample = samples[i] ?? 0;
    const value = Math.round(Math.max(-1, Math.min(1, Number.isNaN(sample) ? 0 : sample)) * 32767);
    bytes.writeInt16LE(value, i * 2);
  }
  return bytes;
}

/** The 44 bytes before the samples of a mono 16-bit WAV file that holds `dataBytes` of them. */
export function wavHeader(sampleRateHz: number, dataBytes: number): Buffer {
  const size = Math.min(dataBytes, 0xffffffff - 36);
  const header = Buffer.alloc(44);
  header.write('RIFF', 0, 'latin1');
  header.writeUInt32LE(36 + size, 4);
  header.write('WAVEfmt ', 8, 'latin1');
  header.writeUInt32LE(16, 16);
  header.writeUInt16LE(1, 20);
  header.writeUInt16LE(1, 22);
  header.writeUInt32LE(sampleRateHz, 24);
  header.writeUInt32LE(sampleRateHz * 2, 28);
  header.writeUInt16LE(2, 32);
  header.writeUInt16LE(16, 34);
  header.write('data', 36, 'latin1');
  header.writeUInt32LE(size, 40);
  return header;
}
