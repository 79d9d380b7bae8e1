import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleepFor } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { buildSync } from 'esbuild';
import type { WorkerProgram } from '../../src/workers/launch.ts';
import type { SupervisorOptions } from '../../src/workers/supervise.ts';

export const REAL_TIME = {
  clock: () => performance.now(),
  sleep: (durationMs: number, options: { signal: AbortSignal; ref: boolean }) =>
    sleepFor(durationMs, undefined, options),
};

let program: WorkerProgram | undefined;

/** A worker process with engines of 5 ms; bundled once, as to compile it at every start would take most of the time. */
export function fiveMsWorker(): WorkerProgram {
  if (program !== undefined) return program;
  const directory = mkdtempSync(join(tmpdir(), 'stream-tts-worker-'));
  process.once('exit', () => rmSync(directory, { recursive: true, force: true }));
  const outfile = join(directory, 'worker.mjs');
  const entry = fileURLToPath(new URL('./five-ms-worker.ts', import.meta.url));
  buildSync({ entryPoints: [entry], outfile, bundle: true, platform: 'node', format: 'esm', logLevel: 'error' });
  program = { command: process.execPath, args: [outfile] };
  return program;
}

export function fiveMsOptions(overrides: Partial<SupervisorOptions> = {}) {
  return { ...REAL_TIME, name: 'five-ms', program: fiveMsWorker(), engine: {}, ...overrides };
}

export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Resolves when it is gone. */
export async function untilGone(pid: number): Promise<void> {
  while (isAlive(pid)) await sleepFor(20);
}

/** Random numbers from 0 to 1 that are the same in every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}
