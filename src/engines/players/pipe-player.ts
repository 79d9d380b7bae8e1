import { toS16le } from '../../kit/s16le.ts';
import type { Player } from '../../spec/contracts.ts';
import { StreamTtsError } from '../../spec/errors.ts';
import { type Child, type Env, startChild } from './child.ts';
import { createPacer, REAL_TIME, type Time } from './pacer.ts';

export interface PipePlayerOptions extends Partial<Time> {
  readonly name: string;
  /** A program that plays mono s16le at `sampleRateHz` from its standard input and ends when it has played it. */
  readonly command: string;
  readonly args: readonly string[];
  readonly env: Env;
  readonly sampleRateHz: number;
  /** Silence given at the end to a program that cuts off the last of what it gets. */
  readonly tailMs?: number;
  /** Sound that may be written ahead of what is heard. */
  readonly leadMs?: number;
  /** Why the program cannot play now; undefined when it can. Asked before the program is started again. */
  readonly probe: () => Promise<string | undefined>;
}

const LEAD_MS = 400;
const SLICE_MS = 50;
/** After the sound should have ended, how long a program may take to say so. */
const DRAIN_GRACE_MS = 3000;
/** A program that died is started again once in this time. */
const REOPEN_AFTER_MS = 10_000;

/**
 * Plays through a long-lived child process that is fed raw sound, never much more than `leadMs` ahead of what is
 * heard. `drain` closes the program's input and waits until it has played everything and ended; the player is then
 * usable again, and the next write starts the program anew. When the program dies, the next write starts it again
 * once (what it had not played is lost) and rejects with StreamTtsError `player-failed` when that does not help.
 * At pause the program is frozen: what the sound system has taken from it, about 100 ms, is still heard. What was heard
 * is reckoned by the clock.
 */
export function createPipePlayer(options: PipePlayerOptions): Player {
  const { name, command, args, env, sampleRateHz, tailMs = 0, leadMs = LEAD_MS } = options;
  const time: Time = { clock: options.clock ?? REAL_TIME.clock, sleep: options.sleep ?? REAL_TIME.sleep };
  const pacer = createPacer(sampleRateHz, time);
  const slice = Math.ceil((sampleRateHz * SLICE_MS) / 1000);
  let child: Child | undefined;
  let stopped = false;
  let paused = false;
  /** A write that began before the last `clear` writes no more. */
  let epoch = 0;
  /** Samples that writes still hold back. */
  let waiting = 0;
  let reopenedAtMs: number | undefined;
  let last: Promise<void> = Promise.resolve();
  const wakers: Array<() => void> = [];

  const failed = (reason: string | undefined) =>
    new StreamTtsError({
      code: 'player-failed',
      stage: 'player',
      message: `The player ${name} stopped: ${reason ?? 'it ended by itself'}.`,
      fix: 'npx stream-tts doctor',
      permanent: false,
    });

  async function living(): Promise<Child | undefined> {
    if (child?.ended) {
      const reason = await child.end;
      pacer.reset();
      if (stopped) return undefined;
      const nowMs = time.clock();
      if (reopenedAtMs !== undefined && nowMs - reopenedAtMs < REOPEN_AFTER_MS) throw failed(reason);
      reopenedAtMs = nowMs;
      const obstacle = await options.probe();
      if (obstacle !== undefined) throw failed(obstacle);
      child = undefined;
    }
    if (stopped) return undefined;
    child ??= startChild(command, args, env);
    return child;
  }

  async function play(samples: Float32Array, began: number): Promise<void> {
    for (let at = 0; at < samples.length; ) {
      await resumed(began);
      if (epoch !== began) return;
      const target = await living();
      if (target === undefined || epoch !== began) return;
      const piece = samples.subarray(at, at + slice);
      await target.write(toS16le(piece));
      if (epoch !== began) return;
      if (target.ended) continue;
      waiting -= piece.length;
      pacer.wrote(piece.length);
      await pacer.until(leadMs);
      at += piece.length;
    }
  }

  async function resumed(began: number): Promise<void> {
    while (paused && !stopped && epoch === began) await new Promise<void>((resolve) => wakers.push(resolve));
  }

  function wake(): void {
    for (const waker of wakers.splice(0)) waker();
  }

  async function finish(): Promise<void> {
    await resumed(epoch);
    const ending = child;
    if (ending === undefined || stopped) return;
    if (tailMs > 0 && !ending.ended) await ending.write(new Uint8Array(2 * Math.ceil((sampleRateHz * tailMs) / 1000)));
    ending.finish();
    const patience = createPacer(1000, time);
    patience.wrote(pacer.unheardMs() + tailMs + DRAIN_GRACE_MS);
    const reason = await Promise.race([ending.end, patience.until(0).then(() => undefined)]);
    patience.stop();
    ending.kill();
    child = undefined;
    pacer.reset();
    if (reason !== undefined && !stopped) throw failed(reason);
  }

  function queue(work: () => Promise<void>): Promise<void> {
    const result = last.then(() => (stopped ? undefined : work()));
    last = result.catch(() => {});
    return result;
  }

  const unheard = async () => waiting + Math.round((pacer.unheardMs() * sampleRateHz) / 1000);

  function stop(): void {
    stopped = true;
    child?.kill();
    pacer.stop();
    wake();
  }

  return {
    name,
    realTime: true,
    write(samples) {
      const began = epoch;
      waiting += samples.length;
      return queue(() => play(samples, began));
    },
    drain: () => queue(finish),
    unheard,
    async pause() {
      paused = true;
      // Where it cannot be held it plays what it has: at most the lead, and nothing is lost.
      if (child === undefined || child.freeze()) pacer.pause();
    },
    async resume() {
      paused = false;
      child?.thaw();
      pacer.resume();
      wake();
    },
    async clear() {
      epoch += 1;
      const dropped = await unheard();
      waiting = 0;
      child?.kill();
      child = undefined;
      pacer.reset();
      wake();
      return dropped;
    },
    stop,
    async dispose() {
      stop();
      await last;
      await child?.end;
    },
  };
}
