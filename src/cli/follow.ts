import { type FileHandle, open, stat } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

export interface FollowOptions {
  /** Ends the stream. */
  readonly signal: AbortSignal;
  /** How often the file is looked at. */
  readonly intervalMs?: number;
  /** A file that is not there yet is waited for, and then read from its beginning. */
  readonly mayComeLater?: boolean;
}

const INTERVAL_MS = 100;
const CHUNK_BYTES = 64 * 1024;
const LINE_FEED = Uint8Array.of(10);

/**
 * What is written to a file from now on, until the signal. A file that is replaced by another of its name is read to
 * its end, then the new one from its beginning; one that is cut short is read from its beginning; one that is away is
 * waited for. Polled, since watching is not reliable on network file systems and in containers.
 */
export async function* followFile(path: string, options: FollowOptions): AsyncGenerator<Uint8Array> {
  const { signal, intervalMs = INTERVAL_MS, mayComeLater = false } = options;
  let handle: FileHandle | undefined = mayComeLater
    ? await open(path, 'r').catch(() => undefined)
    : await open(path, 'r');
  let offset = (await handle?.stat())?.size ?? 0;
  let endsLine = true;

  async function* rest(from: FileHandle): AsyncGenerator<Uint8Array> {
    while (!signal.aborted) {
      const { bytesRead, buffer } = await from.read(new Uint8Array(CHUNK_BYTES), 0, CHUNK_BYTES, offset);
      if (bytesRead === 0) return;
      offset += bytesRead;
      endsLine = buffer[bytesRead - 1] === LINE_FEED[0];
      yield buffer.subarray(0, bytesRead);
    }
  }

  /** Half a line of the old text must not run into the new one. */
  function startAnew(): Uint8Array[] {
    offset = 0;
    const between = endsLine ? [] : [LINE_FEED];
    endsLine = true;
    return between;
  }

  try {
    while (!signal.aborted) {
      if (handle !== undefined) {
        if ((await handle.stat()).size < offset) yield* startAnew();
        yield* rest(handle);
      }
      const next = await otherFile(path, handle);
      if (next !== undefined) {
        if (handle !== undefined) yield* rest(handle);
        await handle?.close();
        handle = next;
        yield* startAnew();
      } else await sleep(intervalMs, undefined, { signal }).catch(() => {});
    }
  } finally {
    await handle?.close();
  }
}

/** The file that has the name now, where it is not the one that is open. */
async function otherFile(path: string, handle: FileHandle | undefined): Promise<FileHandle | undefined> {
  try {
    const [named, opened] = await Promise.all([stat(path, { bigint: true }), handle?.stat({ bigint: true })]);
    if (named.isDirectory() || (named.ino === opened?.ino && named.dev === opened.dev)) return undefined;
    return await open(path, 'r');
  } catch {
    return undefined;
  }
}
