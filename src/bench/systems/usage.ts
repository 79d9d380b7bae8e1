import { readdirSync, readFileSync } from 'node:fs';

export interface Usage {
  /** Of all processes of the tree, those that have ended too, in milliseconds. */
  readonly cpuMs: number;
  /** Resident memory of all that live, in MB. */
  readonly residentMB: number;
}

/** The kernel counts processor time in hundredths of a second (`getconf CLK_TCK` is 100 on every Linux). */
const LOOK_EVERY_MS = 200;
const TICK_MS = 10;
const PAGE_BYTES = 4096;

/** What a process and all below it have used so far; undefined where the system has no /proc (Linux alone has it). */
export function treeUsage(root: number): Usage | undefined {
  const processes = listProcesses();
  if (processes === undefined) return undefined;
  const family = new Set([root]);
  for (let size = 0; size < family.size; ) {
    size = family.size;
    for (const { pid, parent } of processes) if (family.has(parent)) family.add(pid);
  }
  const own = processes.filter(({ pid }) => family.has(pid));
  return {
    cpuMs: own.reduce((sum, { ticks }) => sum + ticks, 0) * TICK_MS,
    residentMB: (own.reduce((sum, { pages }) => sum + pages, 0) * PAGE_BYTES) / 2 ** 20,
  };
}

/** What a tree of processes has used at most, looked at now and then. */
export function watchTree(pid: number | undefined) {
  let peakMB: number | null = null;
  let cpuMs: number | null = null;
  const look = () => {
    const usage = pid === undefined ? undefined : treeUsage(pid);
    if (usage === undefined) return;
    peakMB = Math.max(peakMB ?? 0, usage.residentMB);
    cpuMs = Math.max(cpuMs ?? 0, usage.cpuMs);
  };
  const looking = setInterval(look, LOOK_EVERY_MS);
  return {
    used() {
      look();
      return { peakMB, cpuMs };
    },
    stop: () => clearInterval(looking),
  };
}

/** Processor time between two looks for a minute of sound, in seconds; null where the system does not tell. */
export function cpuSecondsPerMinute(
  before: Usage | undefined,
  after: Usage | undefined,
  soundMs: number,
): number | null {
  if (before === undefined || after === undefined) return null;
  return Math.round((10 * 60 * (after.cpuMs - before.cpuMs)) / soundMs) / 10;
}

interface Process {
  readonly pid: number;
  readonly parent: number;
  readonly ticks: number;
  readonly pages: number;
}

function listProcesses(): Process[] | undefined {
  let names: string[];
  try {
    names = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  } catch {
    return undefined;
  }
  if (names.length === 0) return undefined;
  return names.flatMap((name) => {
    try {
      return [parseStat(Number(name), readFileSync(`/proc/${name}/stat`, 'utf8'))];
    } catch {
      // It ended meanwhile.
      return [];
    }
  });
}

/** The fields of proc(5): a name in parentheses may hold blanks; utime, stime and those of ended children follow. */
export function parseStat(pid: number, stat: string): Process {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const number = (n: number) => Number(fields[n - 3]);
  const ticks = number(14) + number(15) + number(16) + number(17);
  return { pid, parent: number(4), ticks, pages: number(24) };
}
