import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/**
 * What a test has opened is closed in the opposite order (Node's own `after` keeps the order), each step whatever became
 * of the one before.
 */
export function createTeardown(t: { after(step: () => unknown): void }) {
  const steps: Array<() => unknown> = [];
  t.after(async () => {
    const results: Array<PromiseSettledResult<unknown>> = [];
    for (const step of steps.reverse()) results.push(...(await Promise.allSettled([(async () => await step())()])));
    for (const result of results) if (result.status === 'rejected') throw result.reason;
  });
  return { after: (step: () => unknown) => void steps.push(step) };
}

/** So long may take what was asked to end. */
const PATIENCE_MS = 10_000;

/**
 * No process has this directory as its HOME, once those that were asked to end have ended. A process that has is killed,
 * and the test fails.
 */
export async function assertNoStrays(home: string): Promise<void> {
  for (let waitedMs = 0; waitedMs < PATIENCE_MS && processesOf(home).length > 0; waitedMs += 100) await sleep(100);
  const strays = processesOf(home);
  for (const { pid } of strays) process.kill(pid, 'SIGKILL');
  assert.deepEqual(
    strays.map(({ command }) => command),
    [],
    'a process has outlived the test',
  );
}

/** The processes that have this directory as their HOME; none where the system shows no environment of others. */
export function processesOf(home: string): Array<{ pid: number; command: string }> {
  return entries('/proc')
    .filter((name) => /^\d+$/.test(name) && read(`/proc/${name}/environ`).split('\0').includes(`HOME=${home}`))
    .map((name) => ({ pid: Number(name), command: read(`/proc/${name}/cmdline`).replaceAll('\0', ' ').trim() }));
}

function entries(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

function read(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    // It has ended meanwhile, or is another user's.
    return '';
  }
}
