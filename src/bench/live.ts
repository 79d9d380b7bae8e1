import { spawn } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { openPlayer } from '../engines/players/index.ts';
import { quantile } from './machine.ts';

export interface LiveReport {
  readonly figures: Readonly<Record<string, number | null>>;
  readonly notes: Readonly<Record<string, string>>;
  readonly rows: ReadonlyArray<{ readonly run: number; readonly heardAfterStopMs: number }>;
}

export interface LiveOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly runs: number;
  readonly onProgress: (line: string) => void;
}

const RATE_HZ = 24_000;
/** The recorder hands over blocks of this length, so a figure is at most this much too large. */
const BLOCK_MS = 10;

/**
 * How long a tone is still heard after `stop`, as Ctrl-C does it: the default loudspeaker's monitor is recorded by
 * PulseAudio's `parec`, and the clock runs from the call of `stop` to the arrival of the last block with sound in it.
 */
export async function benchLive({ env, runs, onProgress }: LiveOptions): Promise<LiveReport> {
  const monitor = startMonitor(env);
  const rows: Array<{ run: number; heardAfterStopMs: number }> = [];
  try {
    await monitor.listening;
    for (let run = 1; run <= runs; run += 1) {
      onProgress(`stop, run ${run} of ${runs}`);
      rows.push({ run, heardAfterStopMs: round(await stopOnce(env, monitor.lastSoundAtMs)) });
    }
  } catch (error) {
    const reason = `not measured: ${error instanceof Error ? error.message : String(error)}`;
    return { figures: { stopP50Ms: null, stopP95Ms: null }, notes: { stopP95Ms: reason }, rows };
  } finally {
    monitor.close();
  }
  const times = rows.map(({ heardAfterStopMs }) => heardAfterStopMs);
  return {
    figures: {
      stopP50Ms: round(quantile(times, 0.5) ?? 0),
      stopP95Ms: round(quantile(times, 0.95) ?? 0),
      recorderBlockMs: BLOCK_MS,
    },
    notes: { stopP95Ms: 'from the call of stop to the last block of the monitor with sound in it' },
    rows,
  };
}

async function stopOnce(env: LiveOptions['env'], lastSoundAtMs: () => number): Promise<number> {
  const player = await openPlayer({ sampleRateHz: RATE_HZ, env });
  const tone = Float32Array.from({ length: RATE_HZ * 2 }, (_, i) => 0.4 * Math.sin((2 * Math.PI * 440 * i) / RATE_HZ));
  const playing = player.write(tone).catch(() => {});
  await sleep(1000);
  if (performance.now() - lastSoundAtMs() > 60) throw new Error('the monitor of the loudspeaker hears nothing');
  const stoppedAtMs = performance.now();
  player.stop();
  await sleep(500);
  await player.dispose();
  await playing;
  return Math.max(0, lastSoundAtMs() - stoppedAtMs);
}

function startMonitor(env: LiveOptions['env']) {
  const format = ['--raw', '--format=s16le', `--rate=${RATE_HZ}`, '--channels=1', `--latency-msec=${BLOCK_MS}`];
  const child = spawn('parec', [...format, '-d', '@DEFAULT_MONITOR@'], {
    env: env as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let lastSoundAtMs = Number.NEGATIVE_INFINITY;
  const listening = new Promise<void>((resolve, reject) => {
    child.on('error', () => reject(new Error('parec is not installed (sudo apt-get install pulseaudio-utils)')));
    child.on('exit', () => reject(new Error('no PulseAudio or PipeWire server answers')));
    child.stdout.once('data', () => resolve());
  });
  child.stdout.on('data', (block: Buffer) => {
    for (let at = 0; at + 1 < block.length; at += 2) {
      if (Math.abs(block.readInt16LE(at)) > 300) {
        lastSoundAtMs = performance.now();
        return;
      }
    }
  });
  return { listening, lastSoundAtMs: () => lastSoundAtMs, close: () => child.kill() };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
