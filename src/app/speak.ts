import { setTimeout as sleepFor } from 'node:timers/promises';
import { openPlayer } from '../engines/players/index.ts';
import { createSilentPlayer } from '../engines/players/silent.ts';
import { createWavPlayer } from '../engines/players/wav.ts';
import { SOURCES } from '../engines/sources/index.ts';
import { stretch } from '../engines/voices/kit/stretch.ts';
import type { Floor, RoadHandle } from '../pipeline/floor.ts';
import { createInterpreter } from '../pipeline/interpreter.ts';
import { paced } from '../pipeline/pace.ts';
import type { Road } from '../pipeline/road.ts';
import { type Counts, createEnvelope, runRoad } from '../pipeline/run.ts';
import type { Player, Source } from '../spec/contracts.ts';
import { StreamTtsError } from '../spec/errors.ts';
import type { Event } from '../spec/events.ts';
import type { Sentence, SourcePart } from '../spec/parts.ts';
import { renderAnnouncement } from '../text/announce.ts';
import { createSentencer } from '../text/sentencer.ts';
import { createSpoken, type Spoken, sayTranslation } from '../text/spoken.ts';
import { SHARED_CORES } from './cores.ts';
import { createCrowd } from './crowd.ts';
import type { Engines } from './engines.ts';
import type { Settings } from './settings.ts';

const PROBE_RATE_HZ = 24_000;

/** Those of the settings that the road itself reads. */
export type SpeakSettings = SourceSettings &
  Pick<Settings, 'to' | 'speed' | 'volume' | 'notices' | 'code' | 'rules'> &
  Partial<Pick<Settings, 'pace' | 'detail' | 'behind' | 'fastest'>>;

export interface SpeakInput {
  readonly settings: SpeakSettings;
  readonly engines: Engines;
  readonly player: Outlet;
  /** An agent's stream; or sentences that are said as they are, whole. */
  readonly bytes: AsyncIterable<Uint8Array> | readonly Sentence[];
  readonly onEvent: (event: Event) => void;
  readonly signal: AbortSignal;
  readonly clock?: () => number;
  /** Times the speed of the settings; may change while it speaks. */
  readonly pace?: () => number;
  /** Where the loudspeaker is shared. */
  readonly shared?: {
    readonly floor: Floor;
    readonly onStart: (handle: RoadHandle) => void;
    /** A place of its own for what wants a person's attention, which jumps ahead. */
    readonly aside: () => { readonly player: Outlet; readonly floor: Floor };
  };
}

type Outlet = Road['player'];

/** Composes the road from its parts and runs it over one stream of bytes. */
export async function speak({
  settings,
  engines,
  player,
  bytes,
  onEvent,
  signal,
  ...rest
}: SpeakInput): Promise<Counts> {
  const clock = rest.clock ?? (() => performance.now());
  const { pace, shared } = rest;
  const { detail = 'full', behind = 'keep', fastest = 1 } = settings;
  const source = createSource(settings);
  const envelope = createEnvelope(clock, onEvent);
  const spoken = spokenBy(settings);
  const crowded = createCrowd();

  function roadOf(prefix: string): Road {
    const nextId = createIds(prefix);
    return {
      sentencer: (messageId) => createSentencer({ nextId, messageId, code: settings.code, spoken }),
      aloud: (text) => sayTranslation(text, settings.to, spoken),
      announce: renderAnnouncement,
      interpreter:
        engines.translators.length === 0 ? undefined : createInterpreter({ ...engines, to: settings.to, clock, sleep }),
      voice: engines.voice,
      player,
      to: settings.to,
      speed: () => settings.speed * (pace?.() ?? 1),
      ...(pace === undefined ? {} : { pace: { now: pace, stretch } }),
      volume: settings.volume,
      policy: { detail, behind, fastest },
      sharedCores: SHARED_CORES,
      crowded,
      clock,
      sleep,
      emit: envelope.emit,
      signal,
    };
  }

  const asides: Array<Promise<unknown>> = [];
  const nextNotice = createIds('n');
  function aside(text: string, { aside: open }: NonNullable<typeof shared>): void {
    const road = { ...roadOf(`${nextNotice()}.`), ...open() };
    // What becomes of a notice is in its own events; the prose goes on.
    asides.push(runRoad({ ...road, policy: WHOLE }, proseOf(text)).catch(() => {}));
  }

  const read = async function* (stream: AsyncIterable<Uint8Array>) {
    for await (const part of partsOf(source, stream, settings.pace !== undefined, envelope.start)) {
      envelope.see(part);
      if (part.type !== 'notice') yield part;
      else if (settings.notices && shared !== undefined) aside(part.text, shared);
      else if (settings.notices) yield part;
    }
  };
  const own = { ...roadOf('s'), ...(shared === undefined ? {} : { floor: shared.floor, onStart: shared.onStart }) };
  if (isSentences(bytes)) {
    envelope.start();
    const sentencer = () => ({ write: () => [], end: () => [...bytes] });
    return await runRoad({ ...own, sentencer, policy: WHOLE }, proseOf(''));
  }
  const { pace: tokensPerSecond } = settings;
  const parts = tokensPerSecond === undefined ? read(bytes) : paced(read(bytes), { tokensPerSecond, clock, sleep });
  const counts = await runRoad(own, parts);
  await Promise.all(asides);
  return counts;
}

const WHOLE = { detail: 'full', behind: 'keep', fastest: 1 } as const;

function isSentences(input: SpeakInput['bytes']): input is readonly Sentence[] {
  return Array.isArray(input);
}

async function* proseOf(text: string): AsyncGenerator<SourcePart> {
  yield { type: 'text-start', messageId: 'own' };
  yield { type: 'text-delta', text };
  yield { type: 'text-end' };
}

/** The loudspeaker, by the sound system `only` where that is given, or the file that `--out` names. */
export async function createPlayer(
  settings: Partial<Pick<Settings, 'out' | 'device'>>,
  env: Env,
  sampleRateHz: number,
  only?: string,
): Promise<Player> {
  if (settings.out !== undefined) return await createWavPlayer(settings.out, sampleRateHz);
  return await openPlayer({
    sampleRateHz,
    env,
    ...(settings.device === undefined ? {} : { device: settings.device }),
    ...(only === undefined ? {} : { only: [only] }),
  });
}

/** In place of a loudspeaker where there is none: its pace, and no sound. */
export function createSilence(sampleRateHz: number): Player {
  return createSilentPlayer({ sampleRateHz });
}

/** True when some loudspeaker answers. */
export async function canPlay(settings: Settings, env: Env): Promise<boolean> {
  try {
    const player = await createPlayer({ ...settings, out: undefined }, env, PROBE_RATE_HZ);
    await player.dispose();
    return true;
  } catch (error) {
    if (error instanceof StreamTtsError && error.code === 'no-sound-device') return false;
    throw error;
  }
}

/** The reader of the format that `--from` names. */
export function createSource({ from, subagents = false, narration = false }: SourceSettings): Source {
  return SOURCES[from]({ subagents, narration });
}

/** The parts of a stream; a recording to be paced is read a line at a time, as an agent would have written it. */
export async function* partsOf(
  source: Source,
  bytes: AsyncIterable<Uint8Array>,
  byLine = false,
  onFirstByte: () => void = () => {},
): AsyncGenerator<SourcePart> {
  for await (const chunk of bytes) {
    onFirstByte();
    for (const piece of byLine ? lines(chunk) : [chunk]) yield* source.write(piece);
  }
  yield* source.end();
}

/** `s1`, `s2`, …: ids that are the same in every run over the same input. */
export function createIds(prefix: string): () => string {
  let last = 0;
  return () => {
    last += 1;
    return `${prefix}${last}`;
  };
}

type SourceSettings = Pick<Settings, 'from'> & Partial<Pick<Settings, 'subagents' | 'narration'>>;
type Env = Readonly<Record<string, string | undefined>>;

function* lines(chunk: Uint8Array): Generator<Uint8Array> {
  let start = 0;
  while (start < chunk.length) {
    const end = chunk.indexOf(10, start);
    const next = end === -1 ? chunk.length : end + 1;
    yield chunk.subarray(start, next);
    start = next;
  }
}

/** Rejects when the signal is aborted. */
export function sleep(durationMs: number, signal?: AbortSignal): Promise<undefined> {
  return sleepFor(durationMs, undefined, signal === undefined ? {} : { signal });
}

/** How texts are said by the rules that the settings leave and add. */
export function spokenBy({ rules }: Pick<Settings, 'rules'>): Spoken {
  return createSpoken({
    off: rules.off,
    extra: rules.add.map(({ pattern, say, kinds }) => ({
      name: pattern,
      pattern: new RegExp(pattern, 'u'),
      ...(kinds === undefined ? {} : { kinds }),
      say: (_, groups) => say.replace(/\$(\d)/g, (_dollar, digit) => groups[Number(digit) - 1] ?? ''),
      examples: [],
    })),
  });
}
