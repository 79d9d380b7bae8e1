import { setTimeout as sleep } from 'node:timers/promises';
import type { Engines } from '../../app/engines.ts';
import type { Settings } from '../../app/settings.ts';
import { speak } from '../../app/speak.ts';
import { createSilentPlayer } from '../../engines/players/silent.ts';
import { DEFAULT_PAUSE_MS } from '../../pipeline/road.ts';
import type { Voice } from '../../spec/contracts.ts';
import type { Event } from '../../spec/events.ts';
import { median, quantile } from '../machine.ts';
import type { Reply } from './replies.ts';
import { timelineOf } from './timeline.ts';

/** First token to first sound of one reply, in milliseconds, and what it was made of. */
export interface FirstSound {
  readonly firstSoundMs: number;
  readonly waitForTextMs: number;
  readonly translatorMs: number;
  readonly voiceMs: number;
  readonly gateMs: number;
  readonly roadMs: number;
  /** What was said first, as the voice got it. */
  readonly said: string;
}

export interface FirstSoundOptions {
  readonly settings: Settings;
  readonly engines: Engines;
  readonly tokensPerSecond: number;
  readonly signal: AbortSignal;
  /** Ends a reply only when its first sentence has been heard to its end: then all of it is kept. */
  readonly heardOut?: boolean;
}

/** The mission's ladder, in milliseconds. */
export const LADDER = [1000, 550, 400, 300, 200] as const;

/** How long an engine that was stopped may still compute before the next reply is measured. */
const SETTLE_MS = 300;

/** One reply at an agent's pace, stopped when its first sound has been heard; undefined when it made none. */
export async function firstSoundOf(options: FirstSoundOptions, reply: Reply): Promise<FirstSound | undefined> {
  const { settings, engines, tokensPerSecond, signal, heardOut = false } = options;
  const heard = new AbortController();
  const events: Event[] = [];
  let said: string | undefined;
  const voice: Voice = {
    ...engines.voice,
    speak(text, speech) {
      said ??= text;
      return engines.voice.speak(text, speech);
    },
  };
  let leftInside = false;
  try {
    await speak({
      settings: { ...settings, from: 'text', pace: tokensPerSecond, detail: 'full', behind: 'keep' },
      engines: { ...engines, voice },
      player: createSilentPlayer({ sampleRateHz: engines.voice.sampleRateHz }),
      bytes: bytesOf(reply.text),
      onEvent(event) {
        events.push(event);
        if (event.type === (heardOut ? 'sentence-end' : 'play-start')) heard.abort();
      },
      signal: AbortSignal.any([signal, heard.signal]),
    });
  } catch (error) {
    signal.throwIfAborted();
    leftInside = heard.signal.aborted;
    if (!leftInside) throw error;
  }
  if (leftInside) await sleep(SETTLE_MS);
  if (!events.some(({ type }) => type === 'play-start')) return undefined;
  const { firstSoundMs, waitForTextMs, translatorMs, voiceMs, gateMs, roadMs } = timelineOf(events, DEFAULT_PAUSE_MS);
  return { firstSoundMs, waitForTextMs, translatorMs, voiceMs, gateMs, roadMs, said: said ?? '' };
}

/** The figures of many replies, medians with their spread. */
export function summary(all: readonly FirstSound[]) {
  const of = (pick: (one: FirstSound) => number, share: number) => quantile(all.map(pick), share);
  const total = (pick: (one: FirstSound) => number) => median(all.map(pick));
  return {
    replies: all.length,
    p5Ms: of(({ firstSoundMs }) => firstSoundMs, 0.05),
    p50Ms: total(({ firstSoundMs }) => firstSoundMs),
    p95Ms: of(({ firstSoundMs }) => firstSoundMs, 0.95),
    waitForTextMs: total(({ waitForTextMs }) => waitForTextMs),
    translatorMs: total(({ translatorMs }) => translatorMs),
    voiceMs: total(({ voiceMs }) => voiceMs),
    gateMs: total(({ gateMs }) => gateMs),
    roadMs: total(({ roadMs }) => roadMs),
    roadP95Ms: of(({ roadMs }) => roadMs, 0.95),
    /** Of the first sound's time, what no part of the budget accounts for. */
    unaccountedShare: median(all.map(({ roadMs, firstSoundMs }) => Math.abs(roadMs) / firstSoundMs)),
    ladder: Object.fromEntries(
      LADDER.map((ms) => [ms, all.filter(({ firstSoundMs }) => firstSoundMs <= ms).length / all.length]),
    ),
  };
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}
