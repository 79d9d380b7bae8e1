import type { NetConnectOpts } from 'node:net';
import { toS16le } from '../../kit/s16le.ts';
import type { Player } from '../../spec/contracts.ts';
import { StreamTtsError } from '../../spec/errors.ts';
import type { Env } from './child.ts';
import { COMMAND, openPulseLink, type PulseLink, type TagReader } from './pulse/link.ts';
import { pulseCookie, pulsePlaces } from './pulse/place.ts';
import { bool, text, u32 } from './pulse/tags.ts';

export interface PulsePlayerOptions {
  readonly sampleRateHz: number;
  readonly device?: string;
  readonly env: Env;
  /** Sound that the server holds ready. */
  readonly leadMs?: number;
}

/** Pause and clear take back what the server holds, so that much of it makes nothing late. */
const LEAD_MS = 400;
/** The server begins when it has so much: a shorter wait is a stumble on a busy machine. */
const FIRST_MS = 20;
const BYTES = 2;
/** The newest version whose stream needs no list of formats; every server since 2011 speaks it. */
const VERSION = 20;
const ANY = 0xffffffff;

/**
 * Plays through the native protocol of a PulseAudio server, or of PipeWire in its place: the server itself holds the
 * sound at pause and goes on with the next sample, and says which one was heard last. A device that disappears ends the
 * player (StreamTtsError `device-gone`) instead of sending its sound to another. Rejects with Error when no server
 * answers.
 */
export async function openPulsePlayer(options: PulsePlayerOptions): Promise<Player> {
  let failure: unknown;
  for (const place of pulsePlaces(options.env)) {
    try {
      return await openAt(place, options);
    } catch (error) {
      failure = error;
    }
  }
  throw failure ?? new Error('no sound server is named in the environment');
}

async function openAt(place: NetConnectOpts, { sampleRateHz, device, env, leadMs = LEAD_MS }: PulsePlayerOptions) {
  const bytesOf = (durationMs: number) => BYTES * Math.ceil((sampleRateHz * durationMs) / 1000);
  /** Bytes that the server has room for. */
  let room = 0;
  let wakers: Array<() => void> = [];
  let gone: StreamTtsError | undefined;
  let stopped = false;
  let paused = false;
  /** A write that began before the last `clear` writes no more. */
  let epoch = 0;
  /** Samples that writes still hold back. */
  let waiting = 0;
  let last: Promise<void> = Promise.resolve();

  const wake = () => {
    const woken = wakers;
    wakers = [];
    for (const waker of woken) waker();
  };
  const lose = (code: string, reason: string) => {
    gone ??= failed(code, reason);
    wake();
  };

  const link = await openPulseLink(place, (command, values) => {
    if (command === COMMAND.REQUEST) {
      values.u32();
      room += values.u32();
      wake();
    }
    if (command === COMMAND.PLAYBACK_STREAM_KILLED) lose('device-gone', 'its device is gone');
  });
  void link.lost.then((reason) => lose('player-failed', reason));
  const channel = await createStream(link).catch((error: unknown) => {
    link.destroy();
    throw error;
  });

  async function createStream(to: PulseLink): Promise<number> {
    await to.ask(COMMAND.AUTH, u32(VERSION), { type: 'bytes', value: pulseCookie(env) });
    await to.ask(COMMAND.SET_CLIENT_NAME, { type: 'properties', value: { 'application.name': 'stream-tts' } });
    const reply = await to.ask(
      COMMAND.CREATE_PLAYBACK_STREAM,
      { type: 'mono-s16le', rateHz: sampleRateHz },
      { type: 'mono-map' },
      ...[u32(ANY), text(device)],
      // The most it may hold, corked, its target, when it begins, the least it asks for, nobody to be in step with.
      ...[u32(ANY), bool(false), u32(bytesOf(leadMs)), u32(bytesOf(FIRST_MS)), u32(ANY), u32(0)],
      { type: 'mono-volume' },
      // No remapping, no remixing, format, rate and channels as here; it must not be moved to another device.
      ...[bool(false), bool(false), bool(false), bool(false), bool(false), bool(true), bool(false)],
      ...[bool(false), bool(true)],
      { type: 'properties', value: { 'media.name': 'speech', 'media.role': 'a11y' } },
      // Volume not set, no early requests; mute not set, suspending not inhibited, an error if suspended; not relative.
      ...[bool(false), bool(false), bool(false), bool(false), bool(false), bool(false), bool(false)],
    );
    const index = reply.u32();
    reply.u32();
    room += reply.u32();
    return index;
  }

  function raise(): void {
    if (gone !== undefined && !stopped) throw gone;
  }

  async function play(samples: Float32Array, began: number): Promise<void> {
    const bytes = toS16le(samples);
    for (let at = 0; at < bytes.length; ) {
      raise();
      if (stopped || epoch !== began) return;
      const size = Math.min(room - (room % BYTES), bytes.length - at);
      if (size > 0) {
        room -= size;
        waiting -= size / BYTES;
        link.sound(channel, bytes.subarray(at, at + size));
        at += size;
      } else await new Promise<void>((resolve) => wakers.push(resolve));
    }
  }

  function queue(work: () => Promise<void>): Promise<void> {
    const result = last.then(() => (stopped ? undefined : work()));
    last = result.catch(() => {});
    return result;
  }

  /** A command about the stream; what a stopped player or a lost server leaves unanswered is no error of its own. */
  async function ask(command: number, ...values: Parameters<PulseLink['ask']>[1][]): Promise<TagReader | undefined> {
    if (stopped || gone !== undefined) return undefined;
    try {
      return await link.ask(command, u32(channel), ...values);
    } catch {
      return undefined;
    }
  }

  const cork = (held: boolean) => ask(COMMAND.CORK_PLAYBACK_STREAM, bool(held));

  async function serverHolds(): Promise<number> {
    const reply = await ask(COMMAND.GET_PLAYBACK_LATENCY, { type: 'time', value: 0 });
    if (reply === undefined) return 0;
    const latencyMs = reply.big() / 1000;
    reply.big();
    const running = reply.bool();
    reply.skipTime();
    reply.skipTime();
    const held = (reply.big() - reply.big()) / BYTES;
    return Math.max(0, held + (running ? Math.round((latencyMs * sampleRateHz) / 1000) : 0));
  }

  return {
    name: 'pulse',
    realTime: true,
    write(samples) {
      const began = epoch;
      waiting += samples.length;
      return queue(() => play(samples, began));
    },
    drain: () =>
      queue(async () => {
        raise();
        await Promise.race([ask(COMMAND.DRAIN_PLAYBACK_STREAM), link.lost]);
        raise();
      }),
    unheard: async () => waiting + (await serverHolds()),
    async pause() {
      paused = true;
      await cork(true);
    },
    async resume() {
      paused = false;
      await cork(false);
    },
    async clear() {
      epoch += 1;
      const dropped = waiting;
      waiting = 0;
      wake();
      // Held first, so that the position is exact; the commands keep their order without waiting for each other.
      const [, held] = await Promise.all([cork(true), serverHolds(), ask(COMMAND.FLUSH_PLAYBACK_STREAM)]);
      if (!paused) await cork(false);
      return dropped + held;
    },
    stop() {
      stopped = true;
      link.destroy();
      wake();
    },
    async dispose() {
      stopped = true;
      link.destroy();
      wake();
      await last;
    },
  } satisfies Player;
}

function failed(code: string, reason: string): StreamTtsError {
  return new StreamTtsError({
    code,
    stage: 'player',
    message: `The loudspeaker cannot be played to: ${reason}.`,
    fix: 'npx stream-tts doctor',
    permanent: false,
  });
}
