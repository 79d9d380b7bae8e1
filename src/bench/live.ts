import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { openPlayer } from '../engines/players/index.ts';
import { benchSessionGrowth } from './live-growth.ts';
import { benchSessions } from './live-sessions.ts';
import { quantile, rounded } from './machine.ts';

export interface LiveReport {
  readonly figures: Readonly<Record<string, number | null>>;
  readonly notes: Readonly<Record<string, string>>;
  readonly rows: readonly object[];
}

interface Row {
  readonly run: number;
  readonly heardAfterStopMs: number;
  readonly heardAfterPauseMs: number;
  /** Samples that a pause lost or doubled. */
  readonly lostSamples: number;
}

export interface LiveOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly runs: number;
  /** For so long ten sessions write at once; without it that is not measured. */
  readonly minutes?: number | undefined;
  /** Whether to measure what 1, 10 and 100 sessions cost. */
  readonly growth?: boolean | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: (line: string) => void;
}

const MOST_FIRST_SOUNDS = 3;
const SESSION_NOTES = {
  heardWhole: 'sessions of which every sentence was played',
  heardInOrder: 'sessions whose sentences began in the order in which they were written',
  longestWaitS: "from a sentence's text to its sound, while the others speak too",
  memoryMB: 'of the warm process alone, without engines that are processes of their own, at the end',
  memoryGrowthMBPerMinute:
    'by least squares, every 5 s from the first sentence heard on: the models are loaded by then',
  loadAverage: 'median: how many processes wanted a core, the warm process among them',
  coldFirstSoundMs: 'median, from the start of the program, which loads its models',
  warmFirstSoundMs: 'median, from the start of the client',
};

const RATE_HZ = 24_000;
/** The recorder hands over blocks of this length, so a figure is at most this much too large. */
const BLOCK_MS = 10;

/**
 * How long a tone is still heard after `stop`, as Ctrl-C does it, and after `pause`, and what a pause loses: the default
 * loudspeaker's monitor is recorded by PulseAudio's `parec`, and the clock runs from the call to the arrival of the last
 * block with sound in it.
 */
export async function benchLive(options: LiveOptions): Promise<LiveReport> {
  const report = await benchControls(options);
  if (options.growth !== true) return report;
  try {
    return { ...report, rows: [...report.rows, ...(await benchSessionGrowth(options))] };
  } catch (error) {
    options.signal.throwIfAborted();
    return { ...report, notes: { ...report.notes, growth: notMeasured(error) } };
  }
}

async function benchControls(options: LiveOptions): Promise<LiveReport> {
  const edges = await benchEdges(options);
  const { minutes } = options;
  const figures = { ...edges.figures, underruns: null };
  if (minutes === undefined) {
    return { ...edges, figures, notes: { ...edges.notes, underruns: 'not measured: give --minutes' } };
  }
  try {
    const sessions = await benchSessions({ ...options, minutes, runs: Math.min(options.runs, MOST_FIRST_SOUNDS) });
    const notes = {
      ...edges.notes,
      ...SESSION_NOTES,
      underruns: `inside a sentence, in ${sessions.figures.speechMinutes} minutes of speech`,
    };
    return { figures: { ...figures, ...sessions.figures }, notes, rows: [...edges.rows, ...sessions.rows] };
  } catch (error) {
    return { ...edges, figures, notes: { ...edges.notes, underruns: notMeasured(error) } };
  }
}

async function benchEdges({ env, runs, onProgress }: LiveOptions): Promise<LiveReport> {
  const monitor = startMonitor(env);
  const rows: Row[] = [];
  try {
    await monitor.listening;
    for (let run = 1; run <= runs; run += 1) {
      onProgress(`stop and pause, run ${run} of ${runs}`);
      const heardAfterStopMs = rounded(await stopOnce(env, monitor), 1);
      const { silentAfterMs, lostSamples } = await pauseOnce(env, monitor);
      rows.push({ run, heardAfterStopMs, heardAfterPauseMs: rounded(silentAfterMs, 1), lostSamples });
    }
  } catch (error) {
    const reason = notMeasured(error);
    const figures = { stopP50Ms: null, stopP95Ms: null, pauseP50Ms: null, pauseP95Ms: null, lostSamples: null };
    return { figures, notes: { stopP95Ms: reason, pauseP95Ms: reason, lostSamples: reason }, rows };
  } finally {
    monitor.close();
  }
  const stops = rows.map(({ heardAfterStopMs }) => heardAfterStopMs);
  const pauses = rows.map(({ heardAfterPauseMs }) => heardAfterPauseMs);
  return {
    figures: {
      stopP50Ms: rounded(quantile(stops, 0.5) ?? 0, 1),
      stopP95Ms: rounded(quantile(stops, 0.95) ?? 0, 1),
      pauseP50Ms: rounded(quantile(pauses, 0.5) ?? 0, 1),
      pauseP95Ms: rounded(quantile(pauses, 0.95) ?? 0, 1),
      lostSamples: rows.reduce((sum, row) => sum + row.lostSamples, 0),
      recorderBlockMs: BLOCK_MS,
    },
    notes: {
      stopP95Ms: 'from the call of stop to the last block of the monitor with sound in it',
      pauseP95Ms: 'the same from the call of pause',
      lostSamples: 'what the recording of all pauses lacks or has twice; a sink that rewinds loses some in its monitor',
    },
    rows,
  };
}

type Monitor = ReturnType<typeof startMonitor>;

async function stopOnce(env: LiveOptions['env'], { lastSoundAtMs }: Monitor): Promise<number> {
  const player = await openPlayer({ sampleRateHz: RATE_HZ, env });
  const playing = player.write(counted(2 * RATE_HZ)).catch(() => {});
  await sleep(1000);
  if (performance.now() - lastSoundAtMs() > 60) throw new Error('the monitor of the loudspeaker hears nothing');
  const stoppedAtMs = performance.now();
  player.stop();
  await sleep(500);
  await player.dispose();
  await playing;
  return Math.max(0, lastSoundAtMs() - stoppedAtMs);
}

async function pauseOnce(env: LiveOptions['env'], { lastSoundAtMs, record }: Monitor) {
  const player = await openPlayer({ sampleRateHz: RATE_HZ, env });
  const heard = record();
  const sound = counted(RATE_HZ);
  await player.write(new Float32Array(RATE_HZ / 4));
  const playing = player.write(sound);
  await sleep(300);
  const pausedAtMs = performance.now();
  await player.pause();
  await sleep(300);
  const silentAfterMs = Math.max(0, lastSoundAtMs() - pausedAtMs);
  await player.resume();
  await playing;
  await player.drain();
  await sleep(300);
  await player.dispose();
  return { silentAfterMs, lostSamples: Math.abs(sound.length - heard()) };
}

/** Never silent, so that what is heard can be counted. */
function counted(length: number): Float32Array {
  return Float32Array.from({ length }, (_, i) => 0.25 + 0.2 * Math.sin((2 * Math.PI * 440 * i) / RATE_HZ));
}

function startMonitor(env: LiveOptions['env']) {
  const format = ['--raw', '--format=s16le', `--rate=${RATE_HZ}`, '--channels=1', `--latency-msec=${BLOCK_MS}`];
  const child = spawn('parec', [...format, '-d', '@DEFAULT_MONITOR@'], {
    env: env as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let lastSoundAtMs = Number.NEGATIVE_INFINITY;
  let loud = 0;
  const listening = new Promise<void>((resolve, reject) => {
    child.on('error', () => reject(new Error('parec is not installed (sudo apt-get install pulseaudio-utils)')));
    child.on('exit', () => reject(new Error('no PulseAudio or PipeWire server answers')));
    child.stdout.once('data', () => resolve());
  });
  child.stdout.on('data', (block: Buffer) => {
    const before = loud;
    for (let at = 0; at + 1 < block.length; at += 2) if (Math.abs(block.readInt16LE(at)) > 300) loud += 1;
    if (loud > before) lastSoundAtMs = performance.now();
  });
  return {
    listening,
    lastSoundAtMs: () => lastSoundAtMs,
    /** Counts the samples with sound in them from now on. */
    record() {
      const before = loud;
      return () => loud - before;
    },
    close: () => child.kill(),
  };
}

function notMeasured(error: unknown): string {
  return `not measured: ${error instanceof Error ? error.message : String(error)}`;
}
