import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How the stand-in answers one request. */
export interface ChatAnswer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  /** Written one after another, each as a chunk of its own. */
  readonly body?: ReadonlyArray<string | Uint8Array>;
  /** `silent`: not even a status; `hang`: nothing after the body; `reset`: the connection breaks after it. */
  readonly ending?: 'end' | 'silent' | 'hang' | 'reset';
}

export interface ChatServer {
  /** With `/v1`. */
  readonly baseUrl: string;
  readonly requests: ReadonlyArray<{
    readonly path: string;
    readonly key: string | undefined;
    readonly body: ChatBody;
  }>;
  /** Resolves when the n-th request's connection was closed by the client before its answer had ended. */
  leftBy(request: number): Promise<void>;
  close(): Promise<void>;
}

export interface ChatBody {
  readonly model?: string;
  readonly messages?: ReadonlyArray<{ readonly role: string; readonly content: string }>;
  readonly [field: string]: unknown;
}

/**
 * A local stand-in for `POST /v1/chat/completions`: the n-th request gets the n-th answer, or the last; a function
 * answers by what was asked. `/health`, as llama-server has it, is answered with the statuses of `health`, one after
 * another, then with 200; it does not count as a request.
 */
export async function startChatServer(
  answers: readonly ChatAnswer[] | ((body: ChatBody) => ChatAnswer),
  { health = [] }: { readonly health?: readonly number[] } = {},
): Promise<ChatServer> {
  const healths = [...health];
  const requests: Array<ChatServer['requests'][number]> = [];
  const left: Array<ReturnType<typeof createSignal>> = [];
  const leftBy = (request: number) => {
    left[request] ??= createSignal();
    return left[request];
  };
  const server = createServer(async (request, response) => {
    if (request.url === '/health') {
      response.writeHead(healths.shift() ?? 200, { 'content-type': 'application/json' }).end('{}');
      return;
    }
    let text = '';
    for await (const chunk of request) text += chunk;
    const body: ChatBody = text === '' ? {} : JSON.parse(text);
    const count = requests.push({ path: request.url ?? '', key: request.headers.authorization, body });
    response.once('close', () => {
      if (!response.writableFinished) leftBy(count - 1).done();
    });
    const answer = typeof answers === 'function' ? answers(body) : answers[Math.min(count, answers.length) - 1];
    await give(response, answer ?? {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
    requests,
    leftBy: (request) => leftBy(request).promise,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** A whole answer, in the pieces in which a model would give it. */
export function says(...pieces: readonly string[]): ChatAnswer {
  return {
    body: [delta({ role: 'assistant', content: '' }), ...pieces.map((piece) => delta({ content: piece })), END, DONE],
  };
}

/** One event with a piece of the answer. */
export function delta(change: object, finish_reason: string | null = null): string {
  return event({ ...BASE, choices: [{ index: 0, delta: change, finish_reason }] });
}

/** One event of the stream. */
export function event(value: object): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}

const BASE = { id: 'chatcmpl-1', object: 'chat.completion.chunk', created: 1_790_000_000, model: 'local' };
export const END = delta({}, 'stop');
export const DONE = 'data: [DONE]\n\n';

async function give(response: ServerResponse, { status = 200, headers, body = [], ending = 'end' }: ChatAnswer) {
  if (ending === 'silent') return;
  response.writeHead(status, { 'content-type': 'text/event-stream', ...headers });
  for (const chunk of body) await new Promise<void>((resolve) => response.write(chunk, () => resolve()));
  if (ending === 'end') response.end();
  // In its own time, so that what was written is on its way.
  if (ending === 'reset') setImmediate(() => response.destroy());
}

function createSignal() {
  let done = () => {};
  const promise = new Promise<void>((resolve) => {
    done = resolve;
  });
  return { promise, done };
}
