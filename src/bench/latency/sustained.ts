import { spawn } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Engines } from '../../app/engines.ts';
import type { Settings } from '../../app/settings.ts';
import { speak } from '../../app/speak.ts';
import { createSilentPlayer } from '../../engines/players/silent.ts';
import { DEFAULT_PAUSE_MS } from '../../pipeline/road.ts';
import type { Event } from '../../spec/events.ts';
import type { Reply } from './replies.ts';
import { type Timeline, timelineOf } from './timeline.ts';

export interface SustainedOptions {
  readonly settings: Settings;
  readonly engines: Engines;
  readonly replies: readonly Reply[];
  /** How long a speed must hold. */
  readonly minutes: number;
  readonly signal: AbortSignal;
  readonly onProgress: (line: string) => void;
}

/** One speed, until it broke or held. */
export interface SustainedRow {
  readonly input: 'sustained';
  readonly speed: number;
  /** Whether a compile took both cores at the same time. */
  readonly busy: boolean;
  readonly held: boolean;
  readonly seconds: number;
  readonly longestGapMs: number;
  readonly underrunsInside: number;
  /** How much of its own speed a compile kept; null without one. */
  readonly compileKept: number | null;
}

const SPEEDS = [2, 1.75, 1.5, 1.25, 1, 0.75, 0.5] as const;
const MOST_GAP_MS = 600;
const WAITING = 8;
const LOOK_MS = 50;

/** The highest speed at which speech goes on for so many minutes with no gap over 0.6 s, in silence and beside a compile. */
export async function sustainedSpeed(options: SustainedOptions): Promise<{
  readonly idle: number | null;
  readonly busy: number | null;
  readonly compileKept: number | null;
  readonly rows: readonly SustainedRow[];
}> {
  const rows: SustainedRow[] = [];
  const fastest = async (busy: boolean): Promise<number | null> => {
    for (const speed of SPEEDS) {
      options.onProgress(`speed ${speed}${busy ? ' beside a compile' : ''}, for ${options.minutes} min …`);
      const row = await holdSpeed(options, speed, busy);
      rows.push(row);
      if (row.held) return speed;
    }
    return null;
  };
  const idle = await fastest(false);
  const busy = await fastest(true);
  return { idle, busy, compileKept: rows.findLast(({ held }) => held)?.compileKept ?? null, rows };
}

/** One speed: it holds when no gap between sentences was longer than 0.6 s beyond the pause; else it ends at the first. */
export async function holdSpeed(options: SustainedOptions, speed: number, busy: boolean): Promise<SustainedRow> {
  const { settings, engines, minutes, signal } = options;
  const compile = busy ? await startCompile() : undefined;
  const over = new AbortController();
  const events: Event[] = [];
  let waiting = 0;
  const longestOf = ({ gapsMs }: Timeline) => Math.max(0, ...gapsMs);
  const timeline = () => timelineOf(events, DEFAULT_PAUSE_MS);
  const startedAtMs = performance.now();
  const timer = setTimeout(() => over.abort(), minutes * 60_000);
  try {
    await speak({
      settings: { ...settings, speed, from: 'text', pace: undefined, detail: 'full' },
      engines,
      player: createSilentPlayer({ sampleRateHz: engines.voice.sampleRateHz }),
      bytes: endless(options.replies, () => waiting, over.signal),
      onEvent(event) {
        events.push(event);
        if (event.type === 'sentence') waiting += 1;
        if (event.type !== 'sentence-end') return;
        waiting -= 1;
        if (longestOf(timeline()) > MOST_GAP_MS) over.abort();
      },
      signal: AbortSignal.any([signal, over.signal]),
    }).catch((error: unknown) => {
      signal.throwIfAborted();
      if (!over.signal.aborted) throw error;
    });
  } finally {
    clearTimeout(timer);
    compile?.end();
  }
  const whole = timeline();
  const longestGapMs = longestOf(whole);
  return {
    ...{ input: 'sustained', speed, busy },
    held: longestGapMs <= MOST_GAP_MS,
    seconds: Math.round((performance.now() - startedAtMs) / 1000),
    longestGapMs: Math.round(longestGapMs),
    underrunsInside: whole.underrunsInside,
    compileKept: compile?.kept() ?? null,
  };
}

/** Never ends, and keeps a few sentences more waiting than are spoken: the reader would take all that there is. */
async function* endless(replies: readonly Reply[], waiting: () => number, signal: AbortSignal) {
  const encoder = new TextEncoder();
  while (true) {
    for (const { text } of replies) {
      while (waiting() > WAITING && !signal.aborted) await sleep(LOOK_MS);
      if (signal.aborted) return;
      yield encoder.encode(`${text}\n\n`);
    }
  }
}

/** Stands for a compiler: as many processes as there are cores here, which do nothing but compute and tell how much. */
async function startCompile() {
  const code = `let n = 0; for (;;) { const until = Date.now() + 500; while (Date.now() < until) n += Math.sqrt(n) > 0 ? 1 : 2;
    process.stdout.write(n + '\\n'); n = 0; }`;
  const rates: number[] = [];
  const children = Array.from({ length: availableParallelism() }, () => {
    const child = spawn(process.execPath, ['-e', code], { stdio: ['ignore', 'pipe', 'ignore'] });
    createInterface(child.stdout).on('line', (line) => rates.push(Number(line)));
    return child;
  });
  const average = (some: readonly number[]) => some.reduce((sum, rate) => sum + rate, 0) / Math.max(1, some.length);
  // Its own speed, before there is speech.
  await sleep(5000);
  const alone = average(rates.slice(availableParallelism()));
  const from = rates.length;
  return {
    end(): void {
      for (const child of children) child.kill('SIGKILL');
    },
    /** How much of that it kept. */
    kept: () => Math.round((average(rates.slice(from)) / alone) * 1000) / 1000,
  };
}
