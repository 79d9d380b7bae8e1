import { setTimeout as delay } from 'node:timers/promises';
import { createDaemon, type Daemon, type Run } from '../../src/daemon/daemon.ts';
import { createDesk } from '../../src/daemon/desk.ts';
import { runRoad } from '../../src/pipeline/run.ts';
import type { Player } from '../../src/spec/contracts.ts';
import type { Event, EventBody } from '../../src/spec/events.ts';
import type { SourcePart } from '../../src/spec/parts.ts';
import { createFakeRoad, createFakeVoice, turn } from '../helpers/fakes.ts';

/** The warm process without its engines: a voice whose every sample is known. */

export const RATE_HZ = 24_000;
export const SENTENCE_SAMPLES = RATE_HZ / 2;
const SCALE = 32_767;

/** Sentence n of a talk that begins at `base`: rising by one from sample to sample, in 16 bits, never silent. */
export function soundOf(base: number, n: number): Int16Array {
  return Int16Array.from({ length: SENTENCE_SAMPLES }, (_, i) => base + n * 1000 + (i % 997) + 1);
}

export function open(
  player: (only?: string) => Promise<Player>,
  { names = false, muted = false, quiet = undefined as string | undefined, nowMs = 0 } = {},
) {
  const clock = () => performance.now();
  const sleep = (durationMs: number) => delay(durationMs);
  const troubles: string[] = [];
  const desk = createDesk({
    ...{ open: player, sampleRateHz: RATE_HZ, clock, sleep, volume: 1 },
    onTrouble(message) {
      troubles.push(message);
      daemon.warn(message);
    },
  });
  const keeps: Array<{ muted: boolean }> = [];
  const daemon = createDaemon({
    ...{ desk, clock, sleep, now: () => nowMs, kept: { muted }, keep: (next: { muted: boolean }) => keeps.push(next) },
    ...{ names, others: 'first' as const, quiet },
  });
  return { desk, daemon, troubles, keeps };
}

export interface Talk {
  readonly events: Event[];
  readonly done: Promise<unknown>;
  ends(): Array<Extract<Event, { type: 'sentence-end' }>>;
}

/** Lets a session say these sentences; each is half a second of its own sound. */
export function talk(daemon: Daemon, base: number, texts: readonly string[], parts = turn(texts.join(' '))): Talk {
  const events: Event[] = [];
  const done = daemon.speak(runOf(base, parts, `talk-${base}`), (event) => events.push(event));
  return { events, done, ends: () => events.filter((event) => event.type === 'sentence-end') };
}

export function runOf(base: number, parts: AsyncIterable<SourcePart>, name: string, signal?: AbortSignal): Run {
  let n = 0;
  const voice = createFakeVoice({
    sampleRateHz: RATE_HZ,
    async *speak() {
      const samples = Float32Array.from(soundOf(base, n), (value) => value / SCALE);
      n += 1;
      const half = samples.length / 2;
      yield { samples: samples.subarray(0, half), sampleRateHz: RATE_HZ };
      yield { samples: samples.subarray(half), sampleRateHz: RATE_HZ };
    },
  });
  return {
    name,
    engines: { voice },
    speak: ({ player, shared, onEvent }) => {
      const emit = (body: EventBody) => onEvent({ ...body, atMs: 0, sessionId: name, turnId: '' });
      const { road } = createFakeRoad({
        ...{ voice, player, emit, interpreter: undefined, floor: shared.floor, onStart: shared.onStart },
        sleep: (durationMs) => delay(durationMs).then(() => undefined),
        ...(signal === undefined ? {} : { signal }),
      });
      return runRoad(road, parts);
    },
  };
}

/** A session that wants a person's attention with one sentence, by its own `say` sound. */
export function notice(daemon: Daemon, base: number): Promise<unknown> {
  const run = runOf(base, turn(), `notice-${base}`);
  return daemon.speak(
    {
      ...run,
      speak: async (use) => {
        const { player, floor } = use.shared.aside();
        return await runOf(base, turn('Permission asked.'), run.name).speak({
          ...{ ...use, player },
          shared: { ...use.shared, floor },
        });
      },
    },
    () => {},
  );
}

/** Where a sound begins in what was heard, whole; -1 where it is not. */
export function placeOf(heard: Int16Array, sound: Int16Array): number {
  for (let at = heard.indexOf(sound[0] ?? 0); at >= 0; at = heard.indexOf(sound[0] ?? 0, at + 1)) {
    if (sound.every((sample, i) => heard[at + i] === sample)) return at;
  }
  return -1;
}

export async function until(done: () => boolean): Promise<void> {
  while (!done()) await delay(5);
}
