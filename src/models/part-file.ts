import { createHash, type Hash } from 'node:crypto';
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { dirname } from 'node:path';
import { z } from 'zod';

const BLOCK_BYTES = 1 << 20;

/** A file that grows over several runs, with the running sha256 of what it holds. */
export interface PartFile {
  /** Bytes so far. */
  readonly size: number;
  /** How many parts were recorded as finished. */
  readonly finishedParts: number;
  /** Bytes that an earlier run left and this one goes on with. */
  readonly resumedBytes: number;
  append(chunk: Uint8Array): Promise<void>;
  /** What was appended since the last finished part is a finished part; it survives any break. */
  finishPart(): Promise<void>;
  /** Back to the end of the last finished part. */
  rollback(): Promise<void>;
  /** Back to nothing. */
  reset(): Promise<void>;
  /** sha256 (hex) of all bytes so far. */
  digest(): string;
  /** Keeps the bytes for a later run. */
  close(): Promise<void>;
  /** Gives the file its final name in one step. */
  commit(finalPath: string): Promise<void>;
}

const schema = z.object({
  key: z.string(),
  parts: z.array(z.object({ bytes: z.number().int().positive(), sha256: z.string() })),
});

/**
 * Opens or goes on with `path`. `key` names the source; bytes of another source are dropped. Finished parts are
 * hashed again and everything from the first damaged one is dropped. Bytes behind the last finished part are kept
 * only with `keepTail` (a download that can go on at any byte).
 */
export async function openPartFile(
  path: string,
  options: { key: string; keepTail: boolean; maxBytes: number; signal?: AbortSignal | undefined },
): Promise<PartFile> {
  mkdirSync(dirname(path), { recursive: true });
  const recordPath = `${path}.json`;
  const record = readRecord(recordPath);
  const same = record?.key === options.key;
  const parts = same ? record.parts : [];
  if (!same) rmSync(path, { force: true });
  const file = await open(path, 'a+');
  const state = { hash: createHash('sha256'), size: 0, boundary: createHash('sha256'), boundarySize: 0 };
  let partHash = createHash('sha256');
  const finished: Array<{ bytes: number; sha256: string }> = [];

  const saveRecord = () => writeFileSync(recordPath, JSON.stringify({ key: options.key, parts: finished }));

  async function truncateTo(size: number, hash: Hash): Promise<void> {
    await file.truncate(size);
    state.hash = hash;
    state.size = size;
    partHash = createHash('sha256');
  }

  function setBoundary(): void {
    state.boundary = state.hash.copy();
    state.boundarySize = state.size;
    partHash = createHash('sha256');
  }

  try {
    if (same) await readBack();
    saveRecord();
  } catch (error) {
    await file.close();
    throw error;
  }
  const resumedBytes = state.size;

  async function readBack(): Promise<void> {
    for (const part of parts) {
      if (!(await feed(part.bytes)) || partHash.digest('hex') !== part.sha256) {
        return truncateTo(state.boundarySize, state.boundary.copy());
      }
      finished.push(part);
      setBoundary();
    }
    const tail = (await file.stat()).size - state.size;
    if (!options.keepTail || state.size + tail > options.maxBytes) {
      return truncateTo(state.boundarySize, state.boundary.copy());
    }
    await feed(tail);
  }

  /** Hashes the next `bytes` of what is on disk; false when there are fewer. */
  async function feed(bytes: number): Promise<boolean> {
    const block = Buffer.allocUnsafe(Math.min(BLOCK_BYTES, Math.max(1, bytes)));
    for (let left = bytes; left > 0; ) {
      options.signal?.throwIfAborted();
      const { bytesRead } = await file.read(block, 0, Math.min(block.length, left), state.size);
      if (bytesRead === 0) return false;
      note(block.subarray(0, bytesRead));
      left -= bytesRead;
    }
    return true;
  }

  function note(bytes: Uint8Array): void {
    state.hash.update(bytes);
    partHash.update(bytes);
    state.size += bytes.length;
  }

  return {
    get size() {
      return state.size;
    },
    get finishedParts() {
      return finished.length;
    },
    resumedBytes,
    async append(chunk) {
      for (let at = 0; at < chunk.length; ) at += (await file.write(chunk, at, chunk.length - at)).bytesWritten;
      note(chunk);
    },
    async finishPart() {
      await file.datasync();
      finished.push({ bytes: state.size - state.boundarySize, sha256: partHash.digest('hex') });
      setBoundary();
      saveRecord();
    },
    rollback: () => truncateTo(state.boundarySize, state.boundary.copy()),
    async reset() {
      finished.length = 0;
      await truncateTo(0, createHash('sha256'));
      setBoundary();
      saveRecord();
    },
    digest: () => state.hash.copy().digest('hex'),
    close: () => file.close(),
    async commit(finalPath) {
      await file.sync();
      await file.close();
      await rename(path, finalPath);
      rmSync(recordPath, { force: true });
    },
  };
}

/** How many bytes of `path` the next run will go on from, damage aside. */
export function keptBytes(path: string, keepTail: boolean): number {
  if (keepTail) return statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  return readRecord(`${path}.json`)?.parts.reduce((sum, part) => sum + part.bytes, 0) ?? 0;
}

function readRecord(path: string): z.infer<typeof schema> | undefined {
  try {
    return schema.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return undefined;
  }
}
