// npm run pack: makes the thin client's one file, and says how large it is beside the runtime that it needs.
import { chmodSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';
import { ensureBuilt, ensureInstalled, ROOT } from './prepare.mjs';

/** The author's thin coordinator was so large; the client of the warm process must be smaller. */
const MOST_BYTES = 131 * 1024;

ensureInstalled();
ensureBuilt();
const client = join(ROOT, 'dist', 'stream-tts-client.mjs');
await build({
  entryPoints: [join(ROOT, 'src', 'cli', 'client.ts')],
  outfile: client,
  bundle: true,
  minify: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  banner: { js: '#!/usr/bin/env node' },
  logLevel: 'warning',
});
chmodSync(client, 0o755);
const { size } = statSync(client);
const runtime = statSync(process.execPath).size;
console.log(`dist/stream-tts-client.mjs: ${kilobytes(size)} (Node itself: ${(runtime / 2 ** 20).toFixed(0)} MB)`);
if (size > MOST_BYTES) {
  console.error(`The thin client may have ${kilobytes(MOST_BYTES)}.`);
  process.exitCode = 1;
}

function kilobytes(bytes) {
  return `${(bytes / 1024).toFixed(1)} KB`;
}
