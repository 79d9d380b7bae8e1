import { createReadStream } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Engines } from '../../app/engines.ts';
import type { Settings } from '../../app/settings.ts';
import { createIds, createSource, partsOf, speak } from '../../app/speak.ts';
import { createSilentPlayer } from '../../engines/players/silent.ts';
import { paced } from '../../pipeline/pace.ts';
import { DEFAULT_PAUSE_MS } from '../../pipeline/road.ts';
import type { Event } from '../../spec/events.ts';
import { renderAnnouncement } from '../../text/announce.ts';
import { createSentencer } from '../../text/sentencer.ts';
import { median, quantile, rounded } from '../machine.ts';
import { latencyChart } from './chart.ts';
import { measureProse, type ProseRow } from './prose.ts';
import { readReplies } from './replies.ts';
import { serialFirstSoundMs } from './serial.ts';
import { type Timeline, timelineOf } from './timeline.ts';

export interface LatencyRow extends Omit<Timeline, 'gapsMs'> {
  readonly input: string;
  readonly run: number;
  readonly gapP95Ms: number | null;
  /** The same input through the serial pipeline: first token to first sound. */
  readonly serialFirstSoundMs: number;
}

export interface LatencyReport {
  readonly figures: Readonly<Record<string, number | null>>;
  readonly notes: Readonly<Record<string, string>>;
  readonly rows: ReadonlyArray<LatencyRow | ProseRow>;
  /** An SVG. */
  readonly chart: string;
}

export interface LatencyOptions {
  readonly settings: Settings;
  readonly engines: Engines;
  readonly runs: number;
  readonly signal: AbortSignal;
  readonly onProgress: (line: string) => void;
  /** A folder with assistant-prose.jsonl; without it the replies are our own. */
  readonly evalDirectory: string | undefined;
  /** At most so many replies. */
  readonly limit: number;
  /** Only what the ratios need. */
  readonly short: boolean;
}

const TOKENS_PER_SECOND = 60;
const MOST_REPLIES = 100;
const RECORDING = fileURLToPath(new URL('../../../demo/session.jsonl', import.meta.url));

/** Ten sentences in one paragraph: what a serial pipeline is slowest at. */
export const REPLY = [
  'I read the whole project first.',
  'The server keeps every connection open.',
  'After 500 requests there is no memory left.',
  'I changed the pool so that it closes them.',
  'The limit is now 20 connections.',
  'I added 4 tests for it.',
  'All 96 tests pass.',
  'The load test ran for 10 minutes.',
  'Memory use did not grow.',
  'Do you want me to change the default limit?',
].join(' ');

/**
 * First token to first sound on the recorded session and on a ten-sentence reply, through the road and through the
 * serial pipeline, with the same warm engines in one process. The loudspeaker is a clock: sound leaves it in real time.
 */
export async function benchLatency(options: LatencyOptions): Promise<LatencyReport> {
  const { engines, onProgress } = options;
  const startedAtMs = performance.now();
  await Promise.all([...engines.translators.map((translator) => translator.warm()), engines.voice.warm()]);
  const loadMs = performance.now() - startedAtMs;
  // The first synthesis of a process is slower than the others; it belongs to the start, not to a sentence.
  for await (const _ of engines.voice.speak('準備できました。', { speed: 1, signal: options.signal }));
  const rows: LatencyRow[] = [];
  for (let run = 1; run <= options.runs; run += 1) {
    for (const input of options.short ? (['reply'] as const) : (['session', 'reply'] as const)) {
      onProgress(`${input}, run ${run} of ${options.runs}: the road …`);
      const { gapsMs, ...timeline } = await throughRoad(options, input);
      onProgress(`${input}, run ${run} of ${options.runs}: the serial pipeline …`);
      rows.push({
        input,
        run,
        ...timeline,
        gapP95Ms: quantile(gapsMs, 0.95),
        serialFirstSoundMs: await throughSerial(options, input),
      });
    }
  }
  const replies = readReplies(options.evalDirectory, Math.min(options.limit, MOST_REPLIES));
  const prose = await measureProse(options, replies);
  return {
    figures: roundedAll({ ...figuresOf(rows), ...prose.figures, loadMs }),
    notes: { ...NOTES, enJaFttsP50Ms: `of ${replies.english.length} replies (${replies.from}) at 80 tokens a second` },
    rows: [...prose.rows.map(roundedRow), ...rows.map(roundedRow)],
    chart: latencyChart(prose.rows),
  };
}

const NOTES = {
  overheadMedianMs:
    'of the first sentence of each reply: what engines, waiting for text and the gate leave of its time',
  fttsOverBare: 'first sound less the wait for text, over the engines called by hand on the same words; 20 pairs',
  cachedFttsMs: 'the same replies said again, less the wait for text',
  loadMs: 'both engines, once; the first time the prompt is evaluated too, later it is read from the disk',
  behindMs: 'median time from the last character of the ten-sentence reply to the end of the sound',
};

function bytesOf(input: 'session' | 'reply'): AsyncIterable<Uint8Array> {
  if (input === 'session') return createReadStream(RECORDING);
  return (async function* () {
    yield new TextEncoder().encode(REPLY);
  })();
}

async function throughRoad(
  { settings, engines, signal }: LatencyOptions,
  input: 'session' | 'reply',
): Promise<Timeline> {
  const events: Event[] = [];
  await speak({
    settings: { ...settings, pace: TOKENS_PER_SECOND, detail: 'full', behind: 'keep' },
    engines,
    player: createSilentPlayer({ sampleRateHz: engines.voice.sampleRateHz }),
    bytes: bytesOf(input),
    onEvent: (event) => events.push(event),
    signal,
  });
  return timelineOf(events, DEFAULT_PAUSE_MS);
}

async function throughSerial({ settings, engines }: LatencyOptions, input: 'session' | 'reply'): Promise<number> {
  const clock = () => performance.now();
  const nextId = createIds('s');
  const parts = partsOf(createSource(settings), bytesOf(input), true);
  return await serialFirstSoundMs({
    engines,
    parts: paced(parts, { tokensPerSecond: TOKENS_PER_SECOND, clock, sleep }),
    sentencer: () => createSentencer({ nextId, messageId: '', code: settings.code }),
    announce: ({ announce, text }) => (announce === undefined ? text : renderAnnouncement(announce, settings.to)),
    to: settings.to,
    clock,
  });
}

function figuresOf(rows: readonly LatencyRow[]): Record<string, number | null> {
  const reply = rows.filter(({ input }) => input === 'reply');
  const of = (pick: (row: LatencyRow) => number, from = rows) => rounded(median(from.map(pick)), 1);
  return {
    sessionFttsMs: of(
      ({ firstSoundMs }) => firstSoundMs,
      rows.filter(({ input }) => input === 'session'),
    ),
    replyFttsMs: of(({ firstSoundMs }) => firstSoundMs, reply),
    fttsOverSerial: median(reply.map((row) => row.firstSoundMs / row.serialFirstSoundMs)),
    longestGapMs: rounded(Math.max(...rows.map(({ longestGapMs }) => longestGapMs)), 1),
    gapP95Ms: of(({ gapP95Ms }) => gapP95Ms ?? 0),
    underruns: rows.reduce((sum, { underrunsInside }) => sum + underrunsInside, 0),
    behindMs: of(({ behindMs }) => behindMs, reply),
  };
}

function roundedRow<Row extends object>(row: Row): Row {
  const entries = Object.entries(row).map(([key, value]) => [
    key,
    typeof value === 'number' ? rounded(value, 1) : value,
  ]);
  return Object.fromEntries(entries) as Row;
}

/** Times to a tenth of a millisecond, ratios to a thousandth. */
function roundedAll(figures: Readonly<Record<string, number | null>>): Record<string, number | null> {
  return Object.fromEntries(
    Object.entries(figures).map(([key, value]) => {
      const scale = /Over|Share/.test(key) ? 1000 : 10;
      return [key, value === null ? null : Math.round(value * scale) / scale];
    }),
  );
}
