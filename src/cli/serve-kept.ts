import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Kept } from '../daemon/daemon.ts';
import { cacheHome } from '../models/home.ts';
import type { Io } from './command.ts';

/** What was set in the warm process, over its restarts: a small file in the cache directory. */
export function openKept(env: Io['env']): { readonly value: Kept; write(kept: Kept): void } {
  const file = join(cacheHome(env), 'state', 'warm.json');
  return {
    value: read(file),
    write(kept) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, JSON.stringify(kept));
    },
  };
}

function read(file: string): Kept {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return { muted: typeof value === 'object' && value !== null && 'muted' in value && value.muted === true };
  } catch {
    return { muted: false };
  }
}
