import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StreamTtsError } from '../spec/errors.ts';

export interface HttpOptions {
  /** 0 takes a free one. */
  readonly port: number;
  readonly token: string;
  readonly status: () => object;
  readonly control: (action: string, args: Readonly<Record<string, unknown>>) => Promise<object>;
  /** Speaks a stream; `flags` are options as on the command line. Gives lines of JSON. */
  readonly speak: (
    flags: readonly string[],
    bytes: AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ) => AsyncIterable<object>;
  /** What an agent's hook says, as it came; returns at once. */
  readonly hook: (body: string) => void;
}

const LOOPBACK = '127.0.0.1';
/** A hook's payload holds at most a message. */
const MOST_BYTES = 16 * 2 ** 20;

/**
 * The warm process for programs: on the loopback interface only, and only for who has the token.
 * `GET /v1/status`, `POST /v1/control {action, …}`, `POST /v1/speak?from=…` (a stream in, events as lines out). And
 * `POST /hook`, without a token, for agents know none: it can only add to what is said, and is answered `{}`, which they
 * take for no opinion. A web page can use neither: what comes from a page has an `Origin`, and a name that was bent to
 * this machine is another `Host`. Rejects with StreamTtsError `port-taken`.
 */
export async function listenHttp(options: HttpOptions): Promise<{ readonly port: number; close(): void }> {
  const server = createServer((request, response) => {
    void answer(request, response, options).catch((error: unknown) => fail(response, error));
  });
  // An agent may think for minutes in the middle of its stream.
  server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(portTaken(options.port, error)));
    server.listen(options.port, LOOPBACK, resolve);
  });
  const { port } = server.address() as AddressInfo;
  return {
    port,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, options: HttpOptions): Promise<void> {
  const url = new URL(request.url ?? '/', `http://${LOOPBACK}`);
  // A page in a browser must not talk to it, whatever name it has given this machine.
  if (request.headers.origin !== undefined || !isLoopback(request.headers.host))
    return json(response, 403, refusal('not from here'));
  if (url.pathname === '/hook') return await hooked(request, response, options);
  if (!isToken(request.headers.authorization, options.token)) return json(response, 401, refusal('the token is wrong'));
  const route = `${request.method} ${url.pathname}`;
  if (route === 'GET /v1/status') return json(response, 200, options.status());
  if (route === 'POST /v1/control') {
    const { action, ...args } = await bodyOf(request);
    return json(response, 200, await options.control(String(action), args));
  }
  if (route === 'POST /v1/speak') return await speak(url, request, response, options);
  json(response, 404, refusal(`there is no ${route}`));
}

async function speak(
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
  options: HttpOptions,
): Promise<void> {
  const gone = new AbortController();
  response.on('close', () => gone.abort(new Error('interrupted')));
  const flags = [...url.searchParams].map(([name, value]) => `--${name}=${value}`);
  const lines = options.speak(flags, request, gone.signal)[Symbol.asyncIterator]();
  // What is wrong with the words is known before the first line, and is a status of its own.
  let line = await lines.next();
  response.writeHead(200, { 'content-type': 'application/x-ndjson' });
  for (; !line.done; line = await lines.next()) response.write(`${JSON.stringify(line.value)}\n`);
  response.end();
}

async function hooked(request: IncomingMessage, response: ServerResponse, options: HttpOptions): Promise<void> {
  if (request.method !== 'POST') return json(response, 405, {});
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) return json(response, 415, {});
  const body = await textOf(request);
  // The agent does not wait for what is done with it.
  json(response, 200, {});
  options.hook(body);
}

async function textOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MOST_BYTES) throw usage('the body is too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

async function bodyOf(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const text = await textOf(request);
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return { ...value };
  } catch {
    // The same sentence serves broken JSON and JSON that is no object.
  }
  throw usage('the body is not a JSON object');
}

function isLoopback(host: string | undefined): boolean {
  return host !== undefined && /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host);
}

function isToken(header: string | undefined, token: string): boolean {
  const given = Buffer.from(header ?? '');
  const wanted = Buffer.from(`Bearer ${token}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function json(response: ServerResponse, status: number, value: object): void {
  response.writeHead(status, { 'content-type': 'application/json' });
  response.end(JSON.stringify(value));
}

function fail(response: ServerResponse, error: unknown): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const isKnown = error instanceof StreamTtsError;
  const message = isKnown ? error.message : 'The warm process failed.';
  json(response, isKnown && error.exitCode === 2 ? 400 : 503, {
    error: { message, ...(isKnown && { code: error.code }), ...(isKnown && error.fix && { fix: error.fix }) },
  });
}

function refusal(message: string): object {
  return { error: { message } };
}

function usage(message: string): StreamTtsError {
  return new StreamTtsError({ code: 'usage', stage: 'settings', exitCode: 2, message });
}

function portTaken(port: number, cause: NodeJS.ErrnoException): StreamTtsError {
  return new StreamTtsError({
    code: 'port-taken',
    stage: 'settings',
    exitCode: 2,
    message: `The port ${port} cannot be had (${cause.code}).`,
    fix: 'npx stream-tts serve --port 0',
    cause,
  });
}
