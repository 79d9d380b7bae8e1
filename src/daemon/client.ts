import { createConnection as connect, type Socket } from 'node:net';
import type { Event } from '../spec/events.ts';
import { type Connection, createConnection } from '../wire/connection.ts';
import type { Place } from './place.ts';
import { type Answer, type Input, type Outputs, PROTOCOL, type Request, typed } from './protocol.ts';

export interface Conversation {
  readonly argv: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** See Request. */
  readonly heard?: number;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Opens what the client is to read, when the warm process has understood the words. */
  open(input: Input, outputs: Outputs): AsyncIterable<Uint8Array>;
  onEvent(event: Event): void;
}

/** How a conversation ended. */
export type Ending =
  | { readonly type: 'result'; readonly exitCode: number; readonly sentences: number }
  | { readonly type: 'reply'; readonly value: unknown }
  | { readonly type: 'refused'; readonly message: string; readonly fix?: string; readonly exitCode: number }
  /** No warm process runs, or it wants the client to do it itself; nothing has been read. */
  | { readonly type: 'nobody' }
  /** The warm process ended in the middle. */
  | { readonly type: 'lost' };

/** After Ctrl-C the warm process has so long to say what became of the sentences. */
const ABORT_MS = 1000;

/** Speaks through the warm process, when one runs. */
export async function speakThere(place: Place, conversation: Conversation): Promise<Ending> {
  const { argv, cwd, env, heard = 0, signal } = conversation;
  const settings = Object.entries(env).filter(([name]) => /^(STREAM_TTS_(?!HOME$)|OPENAI_)/.test(name));
  return await converse(
    place,
    {
      ...{ type: 'speak', protocol: PROTOCOL, argv, cwd, heard },
      env: Object.fromEntries(settings) as Record<string, string>,
    },
    conversation,
    signal,
  );
}

/** One control and its reply. */
export async function controlThere(
  place: Place,
  action: string,
  args: Readonly<Record<string, string | number | boolean>>,
): Promise<Ending> {
  return await converse(place, { type: 'control', protocol: PROTOCOL, action, args });
}

async function converse(
  place: Place,
  request: Request,
  conversation?: Conversation,
  signal?: AbortSignal,
): Promise<Ending> {
  const socket = await reach(place.socket);
  if (socket === undefined) return { type: 'nobody' };
  const connection = createConnection(socket, socket);
  const send = (head: { readonly type: string }, bytes?: Uint8Array) =>
    connection.send({ ...head }, bytes).catch(() => {});
  let timer: ReturnType<typeof setTimeout> | undefined;
  const onAbort = () => {
    void send({ type: 'abort' });
    timer = setTimeout(() => connection.destroy(), ABORT_MS);
  };
  signal?.addEventListener('abort', onAbort, { once: true });
  void send(request);
  try {
    for await (const frame of connection) {
      const answer = typed<Answer>(frame);
      if (answer?.type === 'event') conversation?.onEvent(answer.event as Event);
      else if (answer?.type === 'accepted' && conversation !== undefined) {
        void pour(connection, conversation.open(answer.input, answer.outputs), signal);
      } else if (answer?.type === 'declined') return { type: 'nobody' };
      else if (answer?.type === 'result' || answer?.type === 'reply' || answer?.type === 'refused') return answer;
    }
  } catch {
    // A connection that breaks inside a frame is lost like any other.
  } finally {
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
    connection.destroy();
  }
  return { type: 'lost' };
}

async function pour(connection: Connection, input: AsyncIterable<Uint8Array>, signal?: AbortSignal): Promise<void> {
  try {
    for await (const chunk of input) {
      if (signal?.aborted) return;
      for (let at = 0; at < chunk.length; at += CHUNK_BYTES) {
        await connection.send({ type: 'data' }, chunk.subarray(at, at + CHUNK_BYTES));
      }
    }
    await connection.send({ type: 'end' });
  } catch {
    // The other side is gone: whoever reads its answers learns it.
  }
}

/** Small, so that an abort has little before it. */
const CHUNK_BYTES = 16 * 1024;

/** Undefined where nobody listens. */
function reach(path: string): Promise<Socket | undefined> {
  return new Promise((resolve) => {
    const socket = connect(path);
    socket.once('connect', () => resolve(socket));
    socket.once('error', () => resolve(undefined));
  });
}
