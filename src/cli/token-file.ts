import { join } from 'node:path';
import { cacheHome } from '../models/home.ts';

/** Where the token of the warm process's port is kept. */
export function tokenFile(env: Readonly<Record<string, string | undefined>>): string {
  return join(cacheHome(env), 'state', 'token');
}
