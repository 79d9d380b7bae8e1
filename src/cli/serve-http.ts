import { randomUUID } from 'node:crypto';
import { payloadsOf } from '../agents/payloads.ts';
import type { Switchboard } from '../agents/switchboard.ts';
import { listVoices } from '../app/voices.ts';
import type { Daemon } from '../daemon/daemon.ts';
import type { Prepared } from '../daemon/server.ts';
import { apiRoutes } from '../http/api.ts';
import { assetRoutes } from '../http/assets.ts';
import { type Feed, feedRoutes } from '../http/feed.ts';
import type { Metrics } from '../http/metrics.ts';
import { withDescription } from '../http/openapi.ts';
import type { Route } from '../http/route.ts';
import { listenHttp } from '../http/server.ts';
import type { SpeechRequest } from '../http/speech.ts';
import type { Studio } from '../http/studio.ts';
import { createQueue } from '../kit/queue.ts';
import type { Player } from '../spec/contracts.ts';
import { StreamTtsError } from '../spec/errors.ts';
import type { Pcm } from '../spec/parts.ts';
import { VERSION } from './help.ts';
import { usage } from './parse.ts';
import { keptToken, tokenFileOf } from './token.ts';

export interface ServeHttpOptions {
  readonly port: number;
  /** Where it is heard; 127.0.0.1 is this machine alone. */
  readonly host: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly daemon: Daemon;
  readonly status: () => object;
  readonly prepare: (argv: readonly string[], cwd: string) => Prepared | undefined;
  /** Takes what agents' hooks say. */
  readonly board: Pick<Switchboard, 'take'>;
  readonly feed: Feed;
  readonly studio: Studio;
  readonly metrics: Metrics;
}

/** What a stream over HTTP is called, as a directory would be. */
const PLACE = '/http';
/** Pieces of a speech that wait for their reader. */
const PIECES = 4;

/** The warm process's port: its API, its page, and the file with the token that opens them. */
export async function serveHttp(options: ServeHttpOptions) {
  const { port, host, env, daemon, status, board, feed, studio, metrics } = options;
  const file = tokenFileOf(env);
  const token = keptToken(file);
  const open = opener(options);
  const own: Route[] = [
    ...assetRoutes(),
    ...apiRoutes({
      ...{ status, metrics, control: daemon.control, speak: speaker(open, daemon), speech: speech(open, daemon) },
      voices: () => listVoices(env),
      gauges: () => gaugesOf(daemon, studio),
      hook(body) {
        for (const payload of payloadsOf(body)) board.take(payload);
      },
    }),
    ...feedRoutes({
      ...{ feed, status, epoch: randomUUID().slice(0, 8), sound: studio.sound },
      ...{ place: studio.place, onListener: studio.onListener },
    }),
    ...studio.routes,
  ];
  const routes = withDescription(own, VERSION);
  const listener = await listenHttp({ port, host, token, routes, onAnswer: metrics.answered });
  const shown = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return { port: listener.port, tokenFile: file, url: `http://${shown}:${listener.port}`, close: listener.close };
}

type Open = ReturnType<typeof opener>;

/** Makes a session's road of words that came over HTTP. */
function opener({ prepare }: ServeHttpOptions) {
  return async (flags: readonly string[], bytes: AsyncIterable<Uint8Array>, signal: AbortSignal, player?: Player) => {
    const prepared = prepare(['speak', ...flags], PLACE);
    if (prepared === undefined) throw usage('The settings do not let the warm process speak this.');
    return await prepared.open(bytes, signal, player);
  };
}

function speaker(open: Open, daemon: Daemon) {
  return async function* (flags: readonly string[], bytes: AsyncIterable<Uint8Array>, signal: AbortSignal) {
    const run = await open(flags, bytes, signal);
    const lines = createQueue<object>(Number.POSITIVE_INFINITY);
    const running = daemon
      .speak(run, (event) => void lines.push(event))
      .then(({ failed, sentences }) => lines.push({ type: 'result', exitCode: failed > 0 ? 1 : 0, sentences }))
      .catch((error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        return lines.push({ type: 'error', code: 'failed', message, stage: 'output' });
      })
      .finally(() => {
        lines.close();
        run.close();
      });
    yield* lines;
    await running;
  };
}

/** A text's sound, as the road makes it: written into the answer instead of a file. */
function speech(open: Open, daemon: Daemon) {
  return async function* (request: SpeechRequest, signal: AbortSignal): AsyncGenerator<Pcm> {
    const ended = new AbortController();
    const sound = createQueue<Float32Array>(PIECES);
    const flags = [
      ...['--from=text', '--detail=full', `--speed=${request.speed}`],
      ...(request.voice === undefined ? [] : [`--voice=${request.voice}`]),
      ...(request.isTranslated ? [] : ['--translator=none']),
    ];
    const both = AbortSignal.any([signal, ended.signal]);
    const run = await open(flags, once(request.input), both, intoQueue(sound));
    let failure: string | undefined;
    const running = daemon
      .speak(run, (event) => {
        if (event.type === 'sentence-end' && event.outcome === 'failed') failure ??= event.reason;
      })
      .catch((error: unknown) => {
        if (!both.aborted) throw error;
      })
      .finally(() => {
        sound.close();
        run.close();
      });
    running.catch(() => {});
    try {
      for await (const samples of sound) yield { samples, sampleRateHz: run.engines.voice.sampleRateHz };
      await running;
      if (failure !== undefined) {
        throw new StreamTtsError({ code: 'voice-failed', stage: 'voice', message: failure });
      }
    } finally {
      ended.abort(new Error('the reader is gone'));
      sound.close();
    }
  };
}

async function* once(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

/** As a file is written, but the reader's pace is that of the writer. */
function intoQueue(sound: ReturnType<typeof createQueue<Float32Array>>): Player {
  const nothing = async () => {};
  return {
    name: 'http',
    realTime: false,
    write: async (samples) => void (await sound.push(samples.slice())),
    unheard: async () => 0,
    clear: async () => 0,
    stop: () => sound.close(),
    ...{ drain: nothing, pause: nothing, resume: nothing, dispose: nothing },
  };
}

function gaugesOf(daemon: Daemon, studio: Studio): Record<string, number> {
  const { sessions } = daemon.status();
  return {
    stream_tts_sessions: sessions.length,
    stream_tts_queued_sentences: sessions.reduce((sum, { queued }) => sum + queued, 0),
    stream_tts_backlog_seconds: sessions.reduce((sum, { backlogS }) => sum + backlogS, 0),
    stream_tts_listening_pages: studio.listeners,
    process_resident_memory_bytes: process.memoryUsage.rss(),
  };
}
