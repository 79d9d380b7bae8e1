import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheHome } from '../models/home.ts';

const TOKEN_BYTES = 24;
const OTHERS = 0o077;

/** The file of the token that opens what listens on the loopback. */
export function tokenFileOf(env: Readonly<Record<string, string | undefined>>): string {
  return join(cacheHome(env), 'state', 'token');
}

/**
 * The token of a file that only the user may read: the same over restarts, so that what has stored it goes on working. A
 * token that others could read is one that they may have: a new one takes its place.
 */
export function keptToken(file: string): string {
  try {
    const token = readFileSync(file, 'utf8').trim();
    if (token.length >= TOKEN_BYTES && isPrivate(file)) return token;
  } catch {
    // The first time there is none.
  }
  const token = randomBytes(TOKEN_BYTES).toString('hex');
  mkdirSync(dirname(file), { recursive: true });
  // Before the new token is in it: who may open the file now could read it then.
  chmodIfThere(file);
  writeFileSync(file, `${token}\n`, { mode: 0o600 });
  return token;
}

/** Windows keeps no such bits: a user's directory is the user's there. */
function isPrivate(file: string): boolean {
  return process.platform === 'win32' || (statSync(file).mode & OTHERS) === 0;
}

function chmodIfThere(file: string): void {
  try {
    chmodSync(file, 0o600);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
