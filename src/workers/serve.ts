import { z } from 'zod';
import type { Translator, Voice, WarmOptions } from '../spec/contracts.ts';
import { SPAN_KINDS } from '../spec/parts.ts';
import type { Connection } from '../wire/connection.ts';
import type { Frame } from '../wire/frames.ts';
import { bytesOfSamples } from '../wire/pcm.ts';
import { errorHead, PROTOCOL, type Role } from './protocol.ts';

export type Served =
  | { readonly role: 'translator'; readonly engine: Translator }
  | { readonly role: 'voice'; readonly engine: Voice };

export interface ServeOptions {
  /** Makes what `open` asks for, not yet loaded. May throw; the worker then waits for another `open`. */
  readonly open: (role: Role, engine: unknown) => Served;
  /** Resident memory of this process, in MB. */
  readonly memoryMB: () => number;
  readonly beatMs?: number;
}

const BEAT_MS = 1000;

/**
 * The worker's side: serves one engine over a connection. Each request is worked on as far as its pieces are asked for.
 * Resolves when the other side is gone or says `close`, with the engine disposed of.
 */
export async function serveEngine(
  connection: Connection,
  { open, memoryMB, beatMs = BEAT_MS }: ServeOptions,
): Promise<void> {
  const jobs = new Map<number, Job>();
  let served: Served | undefined;
  // Whoever cannot be told any more is gone, which the end of its frames says.
  const send = (head: Frame['head'], bytes?: Uint8Array) => connection.send(head, bytes).catch(() => {});
  const beat = setInterval(() => void send({ type: 'beat', memoryMB: memoryMB() }), beatMs).unref();

  async function answer(id: number, request: Request): Promise<void> {
    const job = createJob(request.pull);
    jobs.set(id, job);
    try {
      for await (const [head, bytes] of piecesOf(served, request, job, (share) =>
        send({ type: 'progress', id, share }),
      )) {
        await send({ type: 'piece', id, ...head }, bytes);
      }
      await send({ type: 'end', id });
    } catch (error) {
      await send({ type: 'error', id, error: errorHead(error) });
    } finally {
      jobs.delete(id);
    }
  }

  async function take({ head }: Frame): Promise<void> {
    const id = Number(head.id);
    if (head.type === 'open') {
      try {
        const { role, engine } = OPEN.parse(head);
        await served?.engine.dispose();
        served = open(role, engine);
        const sound = served.role === 'voice' ? { sampleRateHz: served.engine.sampleRateHz } : {};
        await send({ type: 'ready', protocol: PROTOCOL, beatMs, ...sound });
      } catch (error) {
        await send({ type: 'error', id: 0, error: errorHead(error) });
      }
    } else if (head.type === 'pull') jobs.get(id)?.pull(Number(head.pieces));
    else if (head.type === 'cancel') jobs.get(id)?.cancel();
    else {
      const request = REQUEST.safeParse(head);
      if (request.success) void answer(id, request.data);
      else await send({ type: 'error', id, error: errorHead(new Error(`not understood: ${String(head.type)}`)) });
    }
  }

  try {
    for await (const frame of connection) {
      if (frame.head.type === 'close') break;
      await take(frame);
    }
  } finally {
    clearInterval(beat);
    for (const job of jobs.values()) job.cancel();
    await served?.engine.dispose();
    connection.close();
  }
}

const OPEN = z.object({
  protocol: z.literal(PROTOCOL),
  role: z.enum(['translator', 'voice']),
  engine: z.unknown(),
});

const SPAN = z.object({ start: z.number(), end: z.number(), kind: z.enum(SPAN_KINDS) });

const TERM = z.object({ source: z.string(), target: z.string() });

const TRANSLATE_OPTIONS = z.object({
  to: z.string(),
  context: z.array(z.object({ source: z.string(), translation: z.string() })),
  terms: z.array(TERM).exactOptional(),
  kept: z.array(SPAN).exactOptional(),
  given: z.string().exactOptional(),
  attempt: z.number(),
});

const REQUEST = z.discriminatedUnion('type', [
  z.object({ type: z.literal('load'), pull: z.number() }),
  z.object({
    type: z.literal('translate'),
    pull: z.number(),
    sentence: z.object({ text: z.string(), spans: z.array(SPAN), language: z.string() }),
    options: TRANSLATE_OPTIONS,
  }),
  z.object({
    type: z.literal('speak'),
    pull: z.number(),
    text: z.string(),
    options: z.object({
      speed: z.number().positive(),
      language: z.string().exactOptional(),
      soundLeftMs: z.number().nonnegative().exactOptional(),
    }),
  }),
]);

type Request = z.infer<typeof REQUEST>;
type Piece = readonly [head: Frame['head'], bytes?: Uint8Array];

async function* piecesOf(
  served: Served | undefined,
  request: Request,
  job: Job,
  onProgress: Required<WarmOptions>['onProgress'],
): AsyncGenerator<Piece> {
  const { signal } = job;
  if (served === undefined) throw new Error('asked before it was opened');
  if (request.type === 'load') {
    await served.engine.warm({ onProgress });
    const { device } = served.role === 'translator' ? served.engine : {};
    if (device !== undefined) yield [{ device }];
  } else if (request.type === 'translate' && served.role === 'translator') {
    const pieces = served.engine.translate(request.sentence, { ...request.options, signal });
    for await (const text of job.paced(pieces)) yield [{ text }];
  } else if (request.type === 'speak' && served.role === 'voice') {
    const pieces = served.engine.speak(request.text, { ...request.options, signal });
    for await (const { samples, ...head } of job.paced(pieces)) yield [head, bytesOfSamples(samples)];
  } else throw new Error(`a ${served.role} cannot ${request.type}`);
}

/** One request: what has been asked for of it, and whether anyone still wants it. */
function createJob(pieces: number) {
  const controller = new AbortController();
  const { signal } = controller;
  let wanted = pieces;
  let wake = () => {};

  return {
    signal,
    pull(more: number): void {
      wanted += Number.isFinite(more) ? more : 0;
      wake();
    },
    cancel(): void {
      controller.abort(new Error('cancelled'));
      wake();
    },
    /** Works on a piece only when one is wanted. */
    async *paced<T>(items: AsyncIterable<T>): AsyncGenerator<T> {
      const iterator = items[Symbol.asyncIterator]();
      try {
        for (;;) {
          while (wanted < 1 && !signal.aborted) {
            await new Promise<void>((resolve) => {
              wake = resolve;
            });
          }
          if (signal.aborted) return;
          wanted -= 1;
          const result = await iterator.next();
          if (result.done) return;
          yield result.value;
        }
      } finally {
        await iterator.return?.();
      }
    },
  };
}

type Job = ReturnType<typeof createJob>;
