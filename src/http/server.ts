import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StreamTtsError } from '../spec/errors.ts';
import { checked, objectOf, textOf } from './body.ts';
import { type Door, hasToken, isCrossSite, isLoopback, refusesPlace } from './guard.ts';
import { LIMITS, type Limits } from './limits.ts';
import { begin, fail, HttpError, refuse } from './reply.ts';
import type { Route } from './route.ts';

export interface ServerOptions extends Door {
  /** 0 takes a free one. */
  readonly port: number;
  readonly routes: readonly Route[];
  readonly limits?: Partial<Limits>;
  /** Told of every answer: its route and status, nothing that anybody said. */
  readonly onAnswer?: (route: string, status: number) => void;
}

/**
 * Serves a table of routes. Nothing is read of a request before its place, its token and its size are right. Rejects
 * with StreamTtsError `port-taken`.
 */
export async function listenHttp(options: ServerOptions): Promise<{ readonly port: number; close(): void }> {
  const limits = { ...LIMITS, ...options.limits };
  const server = createServer((request, response) => {
    let name = 'none';
    const tell = (known: string) => {
      name = known;
    };
    response.on('close', () => options.onAnswer?.(name, response.statusCode));
    void answer(request, response, { options, limits, tell }).catch((error: unknown) => fail(response, error));
  });
  // An agent may think for minutes in the middle of its stream; other bodies have a limit of their own.
  server.requestTimeout = 0;
  server.headersTimeout = limits.bodyMs;
  server.maxConnections = limits.connections;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(portTaken(options.port, error)));
    server.listen(options.port, options.host, resolve);
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

interface Context {
  readonly options: ServerOptions;
  readonly limits: Limits;
  readonly tell: (route: string) => void;
}

async function answer(request: IncomingMessage, response: ServerResponse, context: Context): Promise<void> {
  const { options, limits } = context;
  const place = refusesPlace(request.headers, options);
  if (place !== undefined) return refuse(response, 403, { message: place });
  const { pathname, searchParams } = pathOf(request);
  const there = options.routes.filter(({ path }) => path === pathname);
  const found = there.find(
    ({ method }) => method === request.method || (method === 'GET' && request.method === 'HEAD'),
  );
  const access = found?.access ?? there[0]?.access ?? 'token';
  if (access === 'hook' && (request.headers.origin !== undefined || !isLoopback(request.socket.remoteAddress)))
    return refuse(response, 403, { message: 'not from here' });
  if (access !== 'open' && isCrossSite(request.headers)) return refuse(response, 403, { message: 'not from here' });
  if (access === 'token' && !hasToken(request.headers, options)) {
    return refuse(
      response,
      401,
      { message: 'the token is wrong', code: 'token', fix: 'npx stream-tts page' },
      { 'www-authenticate': 'Bearer' },
    );
  }
  if (found === undefined) {
    nothing(request, response, pathname, there);
    return;
  }
  context.tell(`${found.method} ${found.path}`);
  // No body is ever looked at for a HEAD.
  if (request.method === 'HEAD') {
    begin(response, 200, found.answers[200]?.types?.[0] ?? 'application/json');
    response.end();
    return;
  }
  const gone = new AbortController();
  response.on('close', () => gone.abort(new Error('interrupted')));
  const query = found.query === undefined ? {} : checked(found.query, Object.fromEntries(searchParams));
  await found.run({ request, response, query, body: await bodyOf(request, found, limits), signal: gone.signal });
}

async function bodyOf(request: IncomingMessage, { body }: Route, limits: Limits): Promise<unknown> {
  if (body === undefined || body === 'stream') return undefined;
  const text = await textOf(request, body.mostBytes ?? limits.bodyBytes, limits.bodyMs);
  return checked(body.schema, objectOf(text));
}

function nothing(
  { method }: IncomingMessage,
  response: ServerResponse,
  pathname: string,
  there: readonly Route[],
): void {
  if (there.length === 0) {
    refuse(response, 404, { message: `there is no ${method} ${pathname}` });
    return;
  }
  const allow = there.map(({ method }) => (method === 'GET' ? 'GET, HEAD' : method)).join(', ');
  refuse(response, 405, { message: `${pathname} is not for ${method}` }, { allow });
}

function pathOf(request: IncomingMessage): URL {
  try {
    return new URL(`http://localhost${request.url ?? '/'}`);
  } catch {
    throw new HttpError(400, 'usage', 'The address is not right.');
  }
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
