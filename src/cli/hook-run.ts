import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { notifyPerson, runHook } from '../agents/hook.ts';
import { warmEnv } from '../app/warm-env.ts';
import { cacheHome } from '../models/home.ts';
import type { Io } from './command.ts';

/**
 * `stream-tts hook`: exit code 0 and nothing on stdout or stderr, whatever happens. What this imports stands in the way
 * of an agent, so nothing here is heavy.
 */
export async function runHookCommand(argv: readonly string[], io: Io): Promise<number> {
  try {
    const at = argv.indexOf('--port');
    const state = join(cacheHome(io.env), 'state');
    await runHook({
      stdin: io.stdin,
      ports: [...new Set([numberOf(argv[at + 1]), portOfWarm(state)])].filter((port) => port !== undefined),
      state,
      start: () => startWarm(io.env),
      notify: notifyPerson,
      now: Date.now,
    });
  } catch {
    // An agent would show it, or take it for an opinion.
  }
  return 0;
}

/** Starts the warm process; it outlives whoever starts it, and one that runs already makes a second end by itself. */
export function startWarm(env: Io['env']): void {
  const program = fileURLToPath(new URL('../../bin/stream-tts.mjs', import.meta.url));
  const child = spawn(process.execPath, [program, 'serve'], {
    ...{ detached: true, stdio: 'ignore', windowsHide: true, cwd: homedir() },
    env: warmEnv(env) as NodeJS.ProcessEnv,
  });
  child.on('error', () => {});
  child.unref();
}

/** Where a running warm process said that it listens. */
export function portOfWarm(state: string): number | undefined {
  try {
    return numberOf(readFileSync(join(state, 'port'), 'utf8'));
  } catch {
    return undefined;
  }
}

function numberOf(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,5}$/.test(text.trim()) ? Number(text) : undefined;
}
