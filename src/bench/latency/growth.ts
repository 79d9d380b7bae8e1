import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { createEngines, type Engines } from '../../app/engines.ts';
import type { Settings } from '../../app/settings.ts';
import { speak } from '../../app/speak.ts';
import type { Event } from '../../spec/events.ts';
import { rounded } from '../machine.ts';
import { createSink } from '../sink.ts';
import { cpuSecondsPerMinute, treeUsage } from '../systems/usage.ts';
import { soundMsOf } from './timeline.ts';

export interface GrowthOptions {
  readonly settings: Settings;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Those of the settings, loaded. */
  readonly engines: Engines;
  readonly signal: AbortSignal;
  readonly onProgress: (line: string) => void;
}

/** One turn of so many sentences, its sound taken as fast as it is made. */
export interface GrowthRow {
  readonly input: 'growth';
  /** The engines, as they name themselves. */
  readonly by: string;
  readonly sentences: number;
  readonly seconds: number;
  /** Processor time of all processes for a minute of sound; null where the system does not tell. */
  readonly cpuSecondsPerMinute: number | null;
  /** Resident memory of all processes afterwards; null where the system does not tell. */
  readonly memoryMB: number | null;
  readonly heapMB: number;
}

/** The engines of the settings take seconds for a sentence; a quick voice alone shows what the road itself keeps. */
const SENTENCES = [1, 10, 100] as const;
const ALONE_SENTENCES = [1, 10, 100, 1000] as const;
const ALONE = { to: 'en', translator: 'none', voice: 'system' } as const;

/**
 * What a turn costs by its length: with the engines of the settings, and without a translator by the system's own voice
 * where there is one. A figure tells what the last thousand sentences left in memory, of the road alone.
 */
export async function benchGrowth(options: GrowthOptions) {
  const rows = await measureAll(options, options.settings, options.engines, SENTENCES);
  const settings = { ...options.settings, ...ALONE };
  const alone = createEngines(settings, options.env);
  try {
    rows.push(...(await measureAll(options, settings, alone, ALONE_SENTENCES)));
  } finally {
    await alone.dispose();
  }
  const [most, fewer] = [rows.at(-1), rows.at(-2)];
  const growth = most && fewer && (1000 * (most.heapMB - fewer.heapMB)) / (most.sentences - fewer.sentences);
  return { rows, figures: { heapGrowthMBPer1000Sentences: growth === undefined ? null : rounded(growth, 1) } };
}

async function measureAll(
  { signal, onProgress }: GrowthOptions,
  settings: Settings,
  engines: Engines,
  lengths: readonly number[],
): Promise<GrowthRow[]> {
  const by = [engines.translators[0]?.name ?? 'none', engines.voice.name].join(', ');
  const rows: GrowthRow[] = [];
  for (const sentences of lengths) {
    onProgress(`a turn of ${sentences} sentences by ${by} …`);
    rows.push({ input: 'growth', by, sentences, ...(await measureTurn(settings, engines, sentences, signal)) });
  }
  return rows;
}

/** Speaks a turn of so many sentences, and counts what it cost. */
export async function measureTurn(settings: Settings, engines: Engines, sentences: number, signal: AbortSignal) {
  const before = treeUsage(process.pid);
  const startedAtMs = performance.now();
  const events: Event[] = [];
  await speak({
    settings: { ...settings, from: 'text', pace: undefined, detail: 'full', behind: 'keep' },
    engines,
    player: createSink(),
    bytes: written(sentences),
    onEvent: (event) => events.push(event),
    signal,
  });
  const usage = treeUsage(process.pid);
  return {
    seconds: rounded((performance.now() - startedAtMs) / 1000, 1),
    cpuSecondsPerMinute: cpuSecondsPerMinute(before, usage, soundMsOf(events)),
    memoryMB: usage === undefined ? null : Math.round(usage.residentMB),
    heapMB: rounded(heapMB(), 1),
  };
}

/** Without what nobody holds any more. */
function heapMB(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  return process.memoryUsage().heapUsed / 2 ** 20;
}

async function* written(sentences: number): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  // No two alike: what is being translated already would not be translated again.
  for (let n = 1; n <= sentences; n += 1) yield encoder.encode(`I have read file number ${n} of this project. `);
}
