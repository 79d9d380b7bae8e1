import { setMaxListeners } from 'node:events';
import { controlThere, speakThere } from '../daemon/client.ts';
import type { Event } from '../spec/events.ts';
import { judge } from './live-sessions.ts';
import { treeUsage } from './systems/usage.ts';
import { type Env, startWarmProcess, type WarmProcess } from './warm-process.ts';

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
  const before = treeUsage(warm.pid)?.cpuMs ?? 0;
  const startedAtMs = performance.now();
  const heard = await Promise.all(Array.from({ length: sessions }, (_, n) => say(warm, sessions + n, signal)));
  const usage = treeUsage(warm.pid);
  const soundMs = heard
    .flat()
    .reduce((sum, event) => sum + (event.type === 'sentence-end' ? (event.durationMs ?? 0) : 0), 0);
  const ending = await controlThere(warm.place, 'status', {});
  const { memoryMB } = (ending.type === 'reply' ? ending.value : {}) as { memoryMB?: number };
  return {
    heardWhole: heard.filter((events) => judge(events).isWhole).length,
    seconds: round((performance.now() - startedAtMs) / 1000),
    cpuSecondsPerMinute: usage === undefined ? null : round((60 * (usage.cpuMs - before)) / soundMs),
    memoryMB: memoryMB ?? null,
  };
}

async function say({ env, place }: WarmProcess, n: number, signal: AbortSignal): Promise<Event[]> {
  const events: Event[] = [];
  const settings = Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith('STREAM_TTS_')));
  const ending = await speakThere(place, {
    ...{ argv: FLAGS, cwd: `/session-${n}`, env: settings, signal },
    open: async function* () {
      yield Buffer.from(`I have read file number ${n}.`);
    },
    onEvent: (event) => events.push(event),
  });
  if (ending.type !== 'result') throw new Error(ending.type === 'refused' ? ending.message : ending.type);
  return events;
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
