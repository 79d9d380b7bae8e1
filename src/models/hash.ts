import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

const BLOCK_BYTES = 1 << 20;

/** sha256 (hex) of a file. `onBytes` hears how many bytes were just read. */
export async function sha256File(
  path: string,
  options: { signal?: AbortSignal | undefined; onBytes?: (bytes: number) => void } = {},
): Promise<string> {
  const hash = createHash('sha256');
  const handle = await open(path, 'r');
  try {
    const block = Buffer.allocUnsafe(BLOCK_BYTES);
    for (;;) {
      options.signal?.throwIfAborted();
      const { bytesRead } = await handle.read(block, 0, BLOCK_BYTES, null);
      if (bytesRead === 0) return hash.digest('hex');
      hash.update(block.subarray(0, bytesRead));
      options.onBytes?.(bytesRead);
    }
  } finally {
    await handle.close();
  }
}
