// npm run pack: what people can use without npm, below build/. Each part is a file of scripts/pack.
// npm run pack -- client coordinator: only those parts.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { packClient } from './pack/client.mjs';
import { packCoordinator } from './pack/coordinator.mjs';
import { packExecutable } from './pack/executable.mjs';
import { ensureBuilt, ensureInstalled, ROOT } from './prepare.mjs';

ensureInstalled();
ensureBuilt();
const directory = join(ROOT, 'build');
mkdirSync(directory, { recursive: true });
const parts = { client: packClient, coordinator: packCoordinator, executable: packExecutable };
const named = process.argv.slice(2);
for (const [name, pack] of Object.entries(parts)) {
  if (named.length === 0 || named.includes(name)) await pack(directory);
}
