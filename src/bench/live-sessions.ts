import { spawn } from 'node:child_process';
import { setMaxListeners } from 'node:events';
import { loadavg } from 'node:os';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { ownModule } from '../app/own-module.ts';
import type { Place } from '../daemon/place.ts';
import type { Event } from '../spec/events.ts';
import { soundMsOf } from './latency/timeline.ts';
import { median, quantile, rounded } from './machine.ts';
import { ENTRY, type Env, speakIn, startWarmProcess, statusOf } from './warm-process.ts';

export interface SessionsOptions {
  readonly env: Env;
  readonly minutes: number;
  readonly runs: number;
  readonly signal: AbortSignal;
  readonly onProgress: (line: string) => void;
}

interface Look {
  readonly atMs: number;
  readonly memoryMB: number;
  /** How many processes wanted a core in the last minute, the warm process among them. */
  readonly load: number;
}

const SESSIONS = 10;
/** One loudspeaker says about so many messages of two sentences a minute. */
const MESSAGES_A_MINUTE = 6;
const LOOK_MS = 5000;
/** Whatever the user's settings and variables say. */
const FLAGS = ['--from=claude', '--detail=full', '--behind=keep', '--runtime=daemon'];

/**
 * Ten sessions at once through a warm process of its own, for so many minutes of writing: whether each is heard in its
 * order and to its end, what ran dry, whether its memory grows; then the first sound of a client beside that of a
 * program that loads its models. Rejects when the warm process cannot run here.
 */
export async function benchSessions(options: SessionsOptions) {
  const { minutes, runs, onProgress, signal } = options;
  // Each session listens to it.
  setMaxListeners(2 * SESSIONS, signal);
  const { env, place, end } = await startWarmProcess(options.env);
  const over = new AbortController();
  try {
    onProgress('the warm process loads its models');
    await firstSound(env, 'daemon', signal);
    const first = { warm: [] as number[], cold: [] as number[] };
    for (let run = 1; run <= runs; run += 1) {
      onProgress(`first sound of a client, warm and cold, ${run} of ${runs}`);
      first.warm.push(await firstSound(env, 'daemon', signal));
      first.cold.push(await firstSound(env, 'pure', signal));
    }
    onProgress(`${SESSIONS} sessions at once, ${minutes} minutes`);
    const looks: Look[] = [];
    const messages = Math.ceil((minutes * MESSAGES_A_MINUTE) / SESSIONS);
    let isLooking = false;
    // The first sentence that is heard to its end has used every model that there is to load.
    const onEvent = (event: Event) => {
      if (isLooking || event.type !== 'sentence-end' || event.outcome !== 'played') return;
      isLooking = true;
      void look(place, looks, AbortSignal.any([signal, over.signal]));
    };
    const heard = await Promise.all(
      Array.from({ length: SESSIONS }, (_, n) => converse(place, n, messages, { ...options, env, onEvent })),
    );
    const all = heard.flatMap(({ events }) => events);
    return {
      figures: {
        sessions: SESSIONS,
        heardWhole: heard.filter(({ isWhole }) => isWhole).length,
        heardInOrder: heard.filter(({ isInOrder }) => isInOrder).length,
        longestWaitS: rounded(Math.max(...heard.map(({ longestWaitMs }) => longestWaitMs)) / 1000, 2),
        underruns: all.filter((event) => event.type === 'underrun' && event.inside).length,
        speechMinutes: rounded(soundMsOf(all) / 60_000, 2),
        memoryMB: looks.at(-1)?.memoryMB ?? null,
        memoryGrowthMBPerMinute: slopeOf(looks),
        loadAverage: median(looks.map(({ load }) => load)),
        warmFirstSoundMs: Math.round(quantile(first.warm, 0.5) ?? 0),
        coldFirstSoundMs: Math.round(quantile(first.cold, 0.5) ?? 0),
      },
      rows: heard.map(({ session, isWhole, isInOrder, longestWaitMs, events }) => ({
        ...{ session, isWhole, isInOrder, longestWaitS: rounded(longestWaitMs / 1000, 2) },
        sentences: events.filter(({ type }) => type === 'sentence').length,
      })),
    };
  } finally {
    over.abort();
    await end();
  }
}

/** What sessions that wrote these events went through. */
export function judge(events: readonly Event[]) {
  const idsOf = (type: Event['type']) =>
    events.flatMap((event) => (event.type === type && 'sentenceId' in event ? (event.sentenceId ?? []) : []));
  const written = idsOf('sentence');
  const begun = idsOf('play-start');
  const played = events.filter((event) => event.type === 'sentence-end' && event.outcome === 'played').length;
  const writtenAtMs = new Map(
    events.flatMap((event) => (event.type === 'sentence' ? [[event.sentenceId, event.atMs] as const] : [])),
  );
  const waitsMs = events.flatMap((event) =>
    event.type === 'play-start' ? [event.atMs - (writtenAtMs.get(event.sentenceId) ?? event.atMs)] : [],
  );
  return {
    isWhole: written.length > 0 && played === written.length,
    isInOrder: begun.every((id, i) => id === written[i]),
    /** From a sentence's text to its sound. */
    longestWaitMs: Math.max(0, ...waitsMs),
  };
}

/** Megabytes a minute, by least squares; null from fewer than three looks. */
export function slopeOf(looks: ReadonlyArray<{ readonly atMs: number; readonly memoryMB: number }>): number | null {
  if (looks.length < 3) return null;
  const mean = (of: (look: (typeof looks)[number]) => number) =>
    looks.reduce((sum, one) => sum + of(one), 0) / looks.length;
  const meanMs = mean(({ atMs }) => atMs);
  const meanMB = mean(({ memoryMB }) => memoryMB);
  const spread = mean(({ atMs }) => (atMs - meanMs) ** 2);
  return spread === 0
    ? null
    : rounded((mean(({ atMs, memoryMB }) => (atMs - meanMs) * (memoryMB - meanMB)) / spread) * 60_000, 2);
}

/** From the start of the program to its first sound, in milliseconds. */
async function firstSound(env: Env, runtime: string, signal: AbortSignal): Promise<number> {
  const { command, args } = ownModule(ENTRY);
  const startedAtMs = performance.now();
  const child = spawn(command, [...args, 'say', 'All tests pass.', '--events', '-', '--runtime', runtime], {
    ...{ env: env as NodeJS.ProcessEnv, signal },
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  child.on('error', () => {});
  let firstMs = Number.NaN;
  for await (const line of createInterface({ input: child.stdout })) {
    if (Number.isNaN(firstMs) && line.includes('"play-start"')) firstMs = performance.now() - startedAtMs;
  }
  if (Number.isNaN(firstMs)) throw new Error(`say with --runtime ${runtime} gave no sound`);
  return firstMs;
}

async function look(place: Place, looks: Look[], signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const { memoryMB } = await statusOf(place);
    if (typeof memoryMB === 'number') looks.push({ atMs: performance.now(), memoryMB, load: loadavg()[0] ?? 0 });
    await sleep(LOOK_MS, undefined, { signal }).catch(() => {});
  }
}

async function converse(
  place: Place,
  n: number,
  messages: number,
  { env, minutes, signal, onEvent }: SessionsOptions & { readonly onEvent: (event: Event) => void },
) {
  const session = `session-${n + 1}`;
  const open = () => written(session, messages, (minutes * 60_000) / messages, signal);
  const events = await speakIn({ env, place }, session, { argv: FLAGS, open, signal, onEvent });
  return { session, events, ...judge(events) };
}

/** What an agent writes: a message of two sentences, a pause, the next one. */
async function* written(session: string, messages: number, everyMs: number, signal: AbortSignal) {
  for (let n = 1; n <= messages && !signal.aborted; n += 1) {
    const text = `I have read file number ${n} of this project. Its tests pass now.`;
    const message = { id: `${session}-${n}`, role: 'assistant', content: [{ type: 'text', text }] };
    yield Buffer.from(`${JSON.stringify({ type: 'assistant', session_id: session, message })}\n`);
    if (n < messages) await sleep(everyMs, undefined, { signal }).catch(() => {});
  }
}
