import { readFileSync } from 'node:fs';

/** Linux tells here for how long some program has waited for a core: https://docs.kernel.org/accounting/psi.html */
const PRESSURE = '/proc/pressure/cpu';
/** Shorter times tell little. */
const LOOK_MS = 500;
/** So much of the time somebody waits. (Measured on two cores: 0.05 with our engines alone, 0.9 beside a compile.) */
const CROWDED = 0.5;

export interface CrowdOptions {
  readonly clock?: () => number;
  /** Text as in `/proc/pressure/cpu`; throws or gives something else where there is none. */
  readonly read?: () => string;
}

/** Whether more programs want the cores than there are cores, in the last half second or since this was asked; false where the system does not tell. */
export function createCrowd({
  clock = () => performance.now(),
  read = readPressure,
}: CrowdOptions = {}): () => boolean {
  let seen = look();
  let crowded = false;

  function look(): { atMs: number; waitedMs: number } | undefined {
    try {
      const [, total] = /^some .*total=(\d+)/m.exec(read()) ?? [];
      return total === undefined ? undefined : { atMs: clock(), waitedMs: Number(total) / 1000 };
    } catch {
      return undefined;
    }
  }

  return () => {
    if (seen === undefined || clock() - seen.atMs < LOOK_MS) return crowded;
    const now = look();
    if (now === undefined) return false;
    crowded = (now.waitedMs - seen.waitedMs) / (now.atMs - seen.atMs) > CROWDED;
    seen = now;
    return crowded;
  };
}

function readPressure(): string {
  return readFileSync(PRESSURE, 'utf8');
}
