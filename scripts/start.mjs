// npm start: from a fresh clone to Japanese speech.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { ensureBuilt, ensureInstalled, ROOT } from './prepare.mjs';

ensureInstalled();
ensureBuilt();
const { status } = spawnSync(
  process.execPath,
  [join(ROOT, 'bin', 'stream-tts.mjs'), 'demo', ...process.argv.slice(2)],
  { stdio: 'inherit' },
);
process.exit(status ?? 130);
