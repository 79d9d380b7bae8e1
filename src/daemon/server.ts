import type { Socket } from 'node:net';
import { createQueue } from '../kit/queue.ts';
import type { Player } from '../spec/contracts.ts';
import { StreamTtsError } from '../spec/errors.ts';
import { type Connection, createConnection } from '../wire/connection.ts';
import type { Frame } from '../wire/frames.ts';
import type { Daemon, Run } from './daemon.ts';
import { type Answer, type Input, type Later, type Outputs, PROTOCOL, type Request, typed } from './protocol.ts';

/** A client's words, understood. */
export interface Prepared {
  readonly input: Input;
  readonly outputs: Outputs;
  /**
   * Makes the session's road; `bytes` is what the client reads, `player` takes its sound in place of the loudspeaker.
   * Throws what opening the engines throws.
   */
  open(bytes: AsyncIterable<Uint8Array>, signal: AbortSignal, player?: Player): Promise<Run & { close(): void }>;
}

export interface ServerOptions {
  readonly daemon: Daemon;
  /** Undefined when the client is to do it in its own process. Throws StreamTtsError on wrong words. */
  readonly prepare: (request: Extract<Request, { type: 'speak' }>) => Prepared | undefined;
  readonly status: () => object;
  readonly quit: () => void;
}

/** So much of a client's input may wait: a paced replay reads slowly, and an abort behind it must still be read. */
const WAITING_BYTES = 64 * 2 ** 20;

/** Serves one client until it is done or gone. Never rejects. */
export async function serveClient(socket: Socket, options: ServerOptions): Promise<void> {
  const connection = createConnection(socket, socket);
  const answer = (value: Answer) => connection.send({ ...value }).catch(() => {});
  try {
    const frames = connection[Symbol.asyncIterator]();
    const first = await frames.next();
    const request = first.done ? undefined : typed<Request>(first.value);
    if (request === undefined) return;
    if (request.protocol !== PROTOCOL) throw otherVersion();
    if (request.type === 'control') await answer({ type: 'reply', value: await controlled(request, options) });
    else if (request.type === 'speak') await speakFor(connection, frames, request, options);
  } catch (error) {
    await answer(refusalOf(error));
  } finally {
    connection.close();
  }
}

async function controlled(
  { action, args }: Extract<Request, { type: 'control' }>,
  { daemon, status, quit }: ServerOptions,
): Promise<object> {
  if (action === 'status') return status();
  if (action === 'quit') {
    quit();
    return { quitting: true };
  }
  return await daemon.control(action, args);
}

async function speakFor(
  connection: Connection,
  frames: AsyncIterator<Frame>,
  request: Extract<Request, { type: 'speak' }>,
  { daemon, prepare }: ServerOptions,
): Promise<void> {
  const prepared = prepare(request);
  const say = (value: Answer) => void connection.send({ ...value }).catch(() => {});
  if (prepared === undefined) return say({ type: 'declined' });
  const gone = new AbortController();
  const bytes = createQueue<Uint8Array>(WAITING_BYTES, (chunk) => chunk.length);
  const run = await prepared.open(bytes, gone.signal);
  try {
    say({ type: 'accepted', input: prepared.input, outputs: prepared.outputs });
    // Read at once whatever the engines do, so that an abort is not kept waiting.
    const reading = readAll(frames, bytes, gone);
    const { failed, sentences } = await daemon.speak(run, (event) => say({ type: 'event', event }), request.heard);
    await connection
      .send({ type: 'result', exitCode: gone.signal.aborted ? 130 : failed > 0 ? 1 : 0, sentences })
      .catch(() => {});
    void reading;
  } catch (error) {
    if (!gone.signal.aborted) throw error;
    await connection.send({ type: 'result', exitCode: 130, sentences: 0 }).catch(() => {});
  } finally {
    bytes.close();
    run.close();
  }
}

async function readAll(
  frames: AsyncIterator<Frame>,
  bytes: ReturnType<typeof createQueue<Uint8Array>>,
  gone: AbortController,
): Promise<void> {
  try {
    for (;;) {
      const next = await frames.next();
      if (next.done) break;
      const later = typed<Later>(next.value);
      if (later?.type === 'data') await bytes.push(next.value.bytes);
      else if (later?.type === 'end') bytes.close();
      else if (later?.type === 'abort') break;
    }
  } catch {
    // What is no frame is as good as a client that is gone.
  }
  gone.abort(new Error('interrupted'));
  bytes.close();
}

function refusalOf(error: unknown): Answer {
  if (error instanceof StreamTtsError) {
    const { message, fix, exitCode } = error;
    return { type: 'refused', message, exitCode, ...(fix === undefined ? {} : { fix }) };
  }
  const message = `The warm process failed: ${error instanceof Error ? error.message : String(error)}`;
  return { type: 'refused', message, exitCode: 1 };
}

function otherVersion(): StreamTtsError {
  return new StreamTtsError({
    code: 'other-version',
    stage: 'settings',
    exitCode: 2,
    message: 'The warm process is of another version of stream-tts.',
    fix: 'npx stream-tts quit',
  });
}
