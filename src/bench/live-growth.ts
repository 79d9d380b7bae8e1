import { setMaxListeners } from 'node:events';
import type { Event } from '../spec/events.ts';
import { soundMsOf } from './latency/timeline.ts';
import { judge } from './live-sessions.ts';
import { cpuSecondsPerMinute, treeUsage } from './systems/usage.ts';
import { type Env, speakIn, startWarmProcess, statusOf, type WarmProcess } from './warm-process.ts';

export interface SessionGrowthOptions {
  readonly env: Env;
  readonly signal: AbortSignal;
  readonly onProgress: (line: string) => void;
}

/** So many sessions that say one short sentence each, all at once. */
export interface SessionGrowthRow {
  readonly input: 'growth';
  readonly sessions: number;
  /** Sessions that were heard to their end. */
  readonly heardWhole: number;
  readonly seconds: number;
  /** Processor time of the warm process and of all below it for a minute of sound; null where the system does not tell. */
  readonly cpuSecondsPerMinute: number | null;
  /** Of the warm process, when all are gone. */
  readonly memoryMB: number | null;
}

const SESSIONS = [1, 10, 100] as const;
const FLAGS = ['--from=text', '--detail=full', '--behind=keep', '--runtime=daemon', '--speed=2'];

/** What a warm process costs by the sessions that it has. Rejects when it cannot run here. */
export async function benchSessionGrowth({ env, signal, onProgress }: SessionGrowthOptions) {
  setMaxListeners(2 * Math.max(...SESSIONS), signal);
  const warm = await startWarmProcess(env);
  try {
    onProgress('the warm process loads its models');
    await say(warm, 0, signal);
    const rows: SessionGrowthRow[] = [];
    for (const sessions of SESSIONS) {
      onProgress(`${sessions} sessions, a sentence each`);
      rows.push({ input: 'growth', sessions, ...(await measure(warm, sessions, signal)) });
    }
    return rows;
  } finally {
    await warm.end();
  }
}

async function measure(warm: WarmProcess, sessions: number, signal: AbortSignal) {
  const before = treeUsage(warm.pid);
  const startedAtMs = performance.now();
  const heard = await Promise.all(Array.from({ length: sessions }, (_, n) => say(warm, sessions + n, signal)));
  const usage = treeUsage(warm.pid);
  const { memoryMB } = await statusOf(warm.place);
  return {
    heardWhole: heard.filter((events) => judge(events).isWhole).length,
    seconds: Math.round((performance.now() - startedAtMs) / 100) / 10,
    cpuSecondsPerMinute: cpuSecondsPerMinute(before, usage, soundMsOf(heard.flat())),
    memoryMB: typeof memoryMB === 'number' ? memoryMB : null,
  };
}

function say(warm: WarmProcess, n: number, signal: AbortSignal): Promise<Event[]> {
  const open = async function* () {
    yield Buffer.from(`I have read file number ${n}.`);
  };
  return speakIn(warm, `session-${n}`, { argv: FLAGS, open, signal });
}
