import { type FileHandle, open } from 'node:fs/promises';
import { toS16le, wavHeader } from '../../kit/s16le.ts';
import type { Player } from '../../spec/contracts.ts';
import { StreamTtsError } from '../../spec/errors.ts';

/**
 * Writes what would be heard into a mono 16-bit WAV file, replacing one that is there. The sizes in the header are
 * brought up to date with every write, so the file is whole whenever the program ends. After `drain` more may be
 * written; `stop` keeps what was written before it. Rejects with StreamTtsError `cannot-write-wav`.
 */
export async function createWavPlayer(path: string, sampleRateHz: number): Promise<Player> {
  const failed = (cause: unknown) =>
    new StreamTtsError({
      code: 'cannot-write-wav',
      stage: 'player',
      message: `Cannot write ${path}: ${cause instanceof Error ? cause.message : String(cause)}`,
      cause,
    });

  let dataBytes = 0;
  let stopped = false;
  let disposed = false;
  let last: Promise<void> = Promise.resolve();
  let file: FileHandle;
  try {
    file = await open(path, 'w');
    await writeAll(file, wavHeader(sampleRateHz, 0), 0);
  } catch (cause) {
    throw failed(cause);
  }

  async function append(samples: Float32Array): Promise<void> {
    const bytes = toS16le(samples);
    try {
      await writeAll(file, bytes, 44 + dataBytes);
      dataBytes += bytes.length;
      await writeAll(file, wavHeader(sampleRateHz, dataBytes), 0);
    } catch (cause) {
      throw failed(cause);
    }
  }

  return {
    name: 'wav',
    realTime: false,
    write(samples) {
      if (stopped || samples.length === 0) return Promise.resolve();
      const written = last.then(() => (stopped ? undefined : append(samples)));
      last = written.catch(() => {});
      return written;
    },
    drain: () => last,
    // What is written into a file has happened.
    unheard: async () => 0,
    async pause() {},
    async resume() {},
    clear: async () => 0,
    stop() {
      stopped = true;
    },
    async dispose() {
      if (disposed) return;
      disposed = true;
      stopped = true;
      await last;
      await file.close();
    },
  };
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) {
    const { bytesWritten } = await file.write(bytes, done, bytes.length - done, position + done);
    done += bytesWritten;
  }
}
