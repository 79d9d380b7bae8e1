import { mkdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const POLL_MS = 500;
const BEAT_MS = 10_000;
const STALE_MS = 60_000;

/** Gives a lock back. */
export type Release = () => void;

/**
 * Takes a lock file, or returns the number of the process that holds it (0 when it cannot be read). The holder
 * touches the file while it lives; a lock of a dead process, or one untouched for a minute, is taken over.
 */
export function tryLock(path: string): Release | number {
  mkdirSync(dirname(path), { recursive: true });
  for (;;) {
    try {
      writeFileSync(path, `${process.pid} ${hostname()}`, { flag: 'wx' });
      return keep(path);
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    }
    const holder = liveHolder(path);
    if (holder !== undefined) return holder;
    rmSync(path, { force: true });
  }
}

/** Waits for the lock; `onWait` is told once who holds it. Rejects when the signal is aborted. */
export async function lock(
  path: string,
  options: { signal?: AbortSignal | undefined; onWait?: (pid: number) => void } = {},
): Promise<Release> {
  let told = false;
  for (;;) {
    options.signal?.throwIfAborted();
    const taken = tryLock(path);
    if (typeof taken !== 'number') return taken;
    if (!told) options.onWait?.(taken);
    told = true;
    await sleep(POLL_MS, undefined, options.signal ? { signal: options.signal } : {});
  }
}

function keep(path: string): Release {
  const beat = setInterval(() => {
    try {
      utimesSync(path, new Date(), new Date());
    } catch {
      // The directory was removed: there is nothing left to hold.
    }
  }, BEAT_MS);
  beat.unref();
  return () => {
    clearInterval(beat);
    rmSync(path, { force: true });
  };
}

function liveHolder(path: string): number | undefined {
  try {
    const [pid, host] = readFileSync(path, 'utf8').split(' ');
    if (Date.now() - statSync(path).mtimeMs > STALE_MS) return undefined;
    const holder = Number(pid) || 0;
    // On a shared disk the holder may live on another machine, where its number says nothing here.
    if (holder !== 0 && host === hostname() && !isAlive(holder)) return undefined;
    return holder;
  } catch {
    return undefined;
  }
}

/** True also of a process of another user: it may not be signalled, but it is there. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
