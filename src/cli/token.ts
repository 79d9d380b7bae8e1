import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { cacheHome } from '../models/home.ts';

const TOKEN_BYTES = 24;

/** The file of the token that opens what listens on the loopback. */
export function tokenFileOf(env: Readonly<Record<string, string | undefined>>): string {
  return join(cacheHome(env), 'state', 'token');
}

/** The token of a file that only the user may read: the same over restarts, so that what has stored it goes on working. */
export function keptToken(file: string): string {
  try {
    const token = readFileSync(file, 'utf8').trim();
    if (token.length >= TOKEN_BYTES) return token;
  } catch {
    // The first time there is none.
  }
  const token = randomBytes(TOKEN_BYTES).toString('hex');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${token}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
  return token;
}
