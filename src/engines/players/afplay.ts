import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { toS16le, wavHeader } from '../../kit/s16le.ts';
import type { Player } from '../../spec/contracts.ts';
import { StreamTtsError } from '../../spec/errors.ts';
import { type Child, type Env, startChild } from './child.ts';

/** How much sound may wait behind the file that plays. */
const WAITING_MS = 2000;

/**
 * The last resort on macOS: its `afplay` plays only files, so what has come while one file plays is the next file,
 * with a short gap between two. Reusable after `drain`. Rejects with StreamTtsError `player-failed`.
 */
export function createAfplayPlayer(options: { command: string; env: Env; sampleRateHz: number }): Player {
  const { command, env, sampleRateHz } = options;
  let waiting: Float32Array[] = [];
  let child: Child | undefined;
  let stopped = false;
  let paused = false;
  let failure: StreamTtsError | undefined;
  let playing: Promise<void> | undefined;
  const wakers: Array<() => void> = [];

  let cleared: Child | undefined;
  let playingSamples = 0;

  const count = (pieces: readonly Float32Array[]) => pieces.reduce((sum, piece) => sum + piece.length, 0);
  const waitingMs = () => (count(waiting) / sampleRateHz) * 1000;
  const wake = () => {
    for (const resolve of wakers.splice(0)) resolve();
  };

  async function playWaiting(): Promise<void> {
    const dir = await mkdtemp(join(tmpdir(), 'stream-tts-'));
    try {
      while (waiting.length > 0 && !stopped) {
        while (paused && !stopped) await new Promise<void>((resolve) => wakers.push(resolve));
        const samples = waiting;
        waiting = [];
        playingSamples = count(samples);
        wake();
        const bytes = Buffer.concat(samples.map(toS16le));
        const path = join(dir, 'speech.wav');
        await writeFile(path, Buffer.concat([wavHeader(sampleRateHz, bytes.length), bytes]));
        if (stopped) return;
        child = startChild(command, [path], env);
        child.finish();
        const reason = await child.end;
        playingSamples = 0;
        if (reason !== undefined && !stopped && cleared !== child) throw failed(reason);
      }
    } finally {
      await rm(dir, { recursive: true, force: true });
    }
  }

  function begin(): void {
    playing ??= playWaiting()
      .catch((error: unknown) => {
        failure = error instanceof StreamTtsError ? error : failed(String(error), error);
        waiting = [];
      })
      .finally(() => {
        playing = undefined;
        wake();
        if (waiting.length > 0 && !stopped) begin();
      });
  }

  function raise(): void {
    const error = failure;
    failure = undefined;
    if (error && !stopped) throw error;
  }

  function stop(): void {
    stopped = true;
    waiting = [];
    child?.kill();
    wake();
  }

  return {
    name: 'afplay',
    realTime: true,
    async write(samples) {
      raise();
      if (stopped || samples.length === 0) return;
      waiting.push(samples.slice());
      begin();
      while (!stopped && failure === undefined && waitingMs() > WAITING_MS) {
        await new Promise<void>((resolve) => wakers.push(resolve));
      }
      raise();
    },
    async drain() {
      while (playing !== undefined && !stopped) await playing;
      raise();
    },
    /** Of the file that plays it is not known how far it is; all of it counts. */
    unheard: async () => count(waiting) + playingSamples,
    async pause() {
      paused = true;
      child?.freeze();
    },
    async resume() {
      paused = false;
      child?.thaw();
      wake();
    },
    async clear() {
      const dropped = count(waiting) + playingSamples;
      waiting = [];
      playingSamples = 0;
      cleared = child;
      child?.kill();
      wake();
      return dropped;
    },
    stop,
    async dispose() {
      stop();
      await playing;
    },
  };
}

function failed(reason: string, cause?: unknown): StreamTtsError {
  return new StreamTtsError({
    code: 'player-failed',
    stage: 'player',
    message: `The player afplay stopped: ${reason}.`,
    fix: 'npx stream-tts doctor',
    permanent: false,
    cause,
  });
}
