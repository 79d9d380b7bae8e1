// npm run pack: what people can use without npm, below build/. Each part is a file of scripts/pack.
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { packExecutable } from './pack/executable.mjs';
import { ensureBuilt, ensureInstalled, ROOT } from './prepare.mjs';

ensureInstalled();
ensureBuilt();
const directory = join(ROOT, 'build');
mkdirSync(directory, { recursive: true });
await packExecutable(directory);
