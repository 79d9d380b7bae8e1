import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { StreamTtsError } from '../spec/errors.ts';

export interface ApiOptions {
  readonly token: string;
  readonly status: () => object;
  readonly control: (action: string, args: Readonly<Record<string, unknown>>) => Promise<object>;
  /** Speaks a stream; `flags` are options as on the command line. Gives lines of JSON. */
  readonly speak: (
    flags: readonly string[],
    bytes: AsyncIterable<Uint8Array>,
    signal: AbortSignal,
  ) => AsyncIterable<object>;
}

const LOOPBACK = '127.0.0.1';
/** A control is a few words. */
const MOST_BYTES = 64 * 1024;

/**
 * The warm process for programs that have its token: `GET /v1/status`, `POST /v1/control {action, …}` and
 * `POST /v1/speak?from=…`, a stream in and its events out, a JSON object a line. Answers every request; never rejects.
 */
export function createApi(options: ApiOptions) {
  return async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      await answer(request, response, options);
    } catch (error) {
      fail(response, error);
    }
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, options: ApiOptions): Promise<void> {
  const url = new URL(request.url ?? '/', `http://${LOOPBACK}`);
  // A page in a browser must not talk to it, whatever name it has given this machine.
  if (request.headers.origin !== undefined || !isLoopback(request.headers.host))
    return json(response, 403, refusal('not from here'));
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

async function speak(url: URL, request: IncomingMessage, response: ServerResponse, options: ApiOptions): Promise<void> {
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

async function bodyOf(request: IncomingMessage): Promise<Readonly<Record<string, unknown>>> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MOST_BYTES) throw usage('the body is too large');
    chunks.push(chunk);
  }
  try {
    const value: unknown = JSON.parse(Buffer.concat(chunks).toString('utf8'));
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
