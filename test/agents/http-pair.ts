import { createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Relay, startRelay, type Tap } from '../../src/agents/relay.ts';
import { createRouter } from '../../src/agents/routes.ts';

/** What the upstream is told to answer. */
export interface Script {
  readonly status: number;
  readonly statusMessage: string;
  readonly headers: readonly string[];
  readonly body: readonly Buffer[];
  readonly framing: 'chunked' | 'length' | 'close';
  readonly trailers: ReadonlyArray<readonly [string, string]>;
  /** Breaks the connection off after this many pieces of the body. */
  readonly breakAfter: number | undefined;
}

export interface Ask {
  readonly method: string;
  readonly path: string;
  readonly headers: readonly string[];
  readonly body: readonly Buffer[];
  readonly framing: 'chunked' | 'length';
  readonly trailers: ReadonlyArray<readonly [string, string]>;
}

/** One exchange as one side saw it. */
export interface Seen {
  readonly head: string;
  readonly headers: readonly string[];
  readonly body: string;
  readonly trailers: readonly string[];
  readonly whole: boolean;
}

/** An upstream that answers by script and remembers what it was asked. */
export async function startScripted(script: Script) {
  const asked: Seen[] = [];
  const server = createServer(async (incoming, answer) => {
    const body: Buffer[] = [];
    incoming.on('error', () => {});
    for await (const chunk of incoming) body.push(chunk);
    asked.push(seen(incoming, `${incoming.method} ${incoming.url}`, body));
    answer.sendDate = false;
    const length = String(Buffer.concat(script.body).length);
    const framing =
      script.framing === 'chunked'
        ? ['Transfer-Encoding', 'chunked', ...(script.trailers.length > 0 ? ['Trailer', 'x-sum'] : [])]
        : script.framing === 'length'
          ? ['Content-Length', length]
          : ['Connection', 'close'];
    answer.writeHead(script.status, script.statusMessage, [...script.headers, ...framing]);
    for (const [index, chunk] of script.body.entries()) {
      if (index === script.breakAfter) break;
      await new Promise<void>((resolve) => answer.write(chunk, () => resolve()));
    }
    if (script.breakAfter !== undefined) return void answer.socket?.destroySoon();
    answer.addTrailers(script.trailers.map(([name, value]) => [name, value] as [string, string]));
    answer.end();
  });
  return { url: await listenOn(server), asked, close: () => closeAll(server) };
}

/** The relay before one upstream, by the name of `up`. */
export async function startPair(upstream: string, options: { tap?: Tap; onTrouble?: (line: string) => void } = {}) {
  const relay: Relay = await startRelay({
    route: createRouter({ up: upstream }),
    createTap: () => options.tap,
    onTrouble: options.onTrouble ?? (() => {}),
    port: 0,
  });
  return { url: `http://127.0.0.1:${relay.port}/up`, relay };
}

/** Asks, and waits for all of the answer or its breaking off. */
export async function ask(url: string, { method, path, headers, body, framing, trailers }: Ask): Promise<Seen> {
  const base = new URL(url);
  const length = Buffer.concat([...body]).length;
  const own = framing === 'chunked' ? ['Transfer-Encoding', 'chunked'] : ['Content-Length', String(length)];
  return await new Promise((resolve, reject) => {
    const outgoing = request({
      hostname: base.hostname,
      port: base.port,
      path: `${base.pathname.replace(/\/$/, '')}${path}`,
      method,
      agent: false,
      headers: ['Host', base.host, ...headers, ...own],
    });
    outgoing.on('error', reject);
    outgoing.on('response', (response) => {
      const got: Buffer[] = [];
      response.on('data', (chunk: Buffer) => got.push(chunk));
      response.on('error', () => {});
      response.on('close', () => resolve(seen(response, `${response.statusCode} ${response.statusMessage}`, got)));
    });
    for (const chunk of body) outgoing.write(chunk);
    if (framing === 'chunked') outgoing.addTrailers(trailers.map(([name, value]) => [name, value] as [string, string]));
    outgoing.end();
  });
}

export function listenOn(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
}

export async function closeAll(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}

/** Headers of one connection, and those that say how long a body is, are each connection's own. */
const OWN = /^(?:connection|keep-alive|transfer-encoding|host)$/i;

function seen(message: IncomingMessage, head: string, body: readonly Buffer[]): Seen {
  const raw = message.rawHeaders;
  const headers = raw.filter((_, i) => !OWN.test(raw[i - (i % 2)] ?? ''));
  return {
    head,
    headers,
    body: Buffer.concat([...body]).toString('base64'),
    trailers: message.rawTrailers,
    whole: message.complete,
  };
}
