import { setTimeout as sleep } from 'node:timers/promises';
import type { Engines } from '../../app/engines.ts';
import type { Settings } from '../../app/settings.ts';
import { speak } from '../../app/speak.ts';
import { createSilentPlayer } from '../../engines/players/silent.ts';
import { DEFAULT_PAUSE_MS } from '../../pipeline/road.ts';
import type { Event } from '../../spec/events.ts';
import { startCompile } from './compile.ts';
import type { Reply } from './replies.ts';
import { type Timeline, timelineOf } from './timeline.ts';

export interface EndlessOptions {
  readonly settings: Settings;
  readonly engines: Engines;
  /** Said over and over. */
  readonly replies: readonly Reply[];
  readonly minutes: number;
  readonly signal: AbortSignal;
  readonly onProgress: (line: string) => void;
}

export interface EndlessSpeech {
  readonly timeline: Timeline;
  readonly seconds: number;
  /** Sentences that were heard. */
  readonly played: number;
  /** How much of its own speed a compile kept; null without one. */
  readonly compileKept: number | null;
}

const WAITING = 8;
/** Sentences between two lines of progress. */
const TELL_EVERY = 20;
const LOOK_MS = 50;

/**
 * Replies without end for so many minutes, or until it is over at the end of a sentence; `busy` beside a compile that
 * takes all cores.
 */
export async function speakEndlessly(
  { settings, engines, replies, minutes, signal, onProgress }: EndlessOptions,
  { speed, busy, isOver }: { speed: number; busy: boolean; isOver?: (timeline: Timeline) => boolean },
): Promise<EndlessSpeech> {
  const compile = busy ? await startCompile() : undefined;
  const over = new AbortController();
  const events: Event[] = [];
  let waiting = 0;
  let played = 0;
  const timeline = () => timelineOf(events, DEFAULT_PAUSE_MS);
  const startedAtMs = performance.now();
  const seconds = () => Math.round((performance.now() - startedAtMs) / 1000);
  const timer = setTimeout(() => over.abort(), minutes * 60_000);
  try {
    await speak({
      settings: { ...settings, speed, from: 'text', pace: undefined, detail: 'full' },
      engines,
      player: createSilentPlayer({ sampleRateHz: engines.voice.sampleRateHz }),
      bytes: endless(replies, () => waiting, over.signal),
      onEvent(event) {
        events.push(event);
        if (event.type === 'sentence') waiting += 1;
        if (event.type !== 'sentence-end') return;
        waiting -= 1;
        if (event.outcome === 'played') {
          played += 1;
          if (played % TELL_EVERY === 0) onProgress(`${played} sentences, ${seconds()} s …`);
        }
        if (isOver?.(timeline())) over.abort();
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
  return { timeline: timeline(), seconds: seconds(), played, compileKept: compile?.kept() ?? null };
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
