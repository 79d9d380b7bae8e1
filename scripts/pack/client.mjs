// The client of the warm process as one file, for wherever Node is; its size is printed beside the runtime's.
import { chmodSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ROOT } from '../prepare.mjs';

/** The author's thin coordinator had this size; the client of the warm process must be smaller. */
const MOST_BYTES = 131 * 1024;

export async function packClient(directory) {
  const target = join(directory, 'stream-tts-client.mjs');
  await build({
    entryPoints: [join(ROOT, 'src', 'cli', 'client.ts')],
    outfile: target,
    bundle: true,
    minify: true,
    platform: 'node',
    format: 'esm',
    target: 'node20',
    banner: { js: '#!/usr/bin/env node' },
    logLevel: 'warning',
  });
  chmodSync(target, 0o755);
  const { size } = statSync(target);
  const runtimeMB = Math.round(statSync(process.execPath).size / 2 ** 20);
  console.log(`build/stream-tts-client.mjs: ${(size / 1024).toFixed(1)} KB, beside Node's ${runtimeMB} MB`);
  if (size > MOST_BYTES) throw new Error(`the client has ${size} bytes; it may have ${MOST_BYTES}`);
}
