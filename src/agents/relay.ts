import { createServer, Agent as HttpAgent, request as httpRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';
import { StreamTtsError } from '../spec/errors.ts';
import { createExchange, reasonOf } from './exchange.ts';
import { endToEnd } from './raw-headers.ts';
import type { Route } from './routes.ts';
import { tunnel } from './tunnel.ts';

/** Sees a copy of one exchange's bytes. What goes wrong in it never reaches the exchange. */
export interface Tap {
  request(chunk: Uint8Array): void;
  /** The head of the answer: what follows is its body. */
  response(headers: IncomingMessage['headers']): void;
  body(chunk: Uint8Array): void;
  /** The exchange is over; `whole` where the answer came to its end. */
  end(whole: boolean): void;
}

export interface RelayOptions {
  /** Where a request goes; undefined where no upstream is meant. */
  readonly route: (path: string) => Route | undefined;
  readonly createTap: (headers: IncomingMessage['headers']) => Tap | undefined;
  /** One line for a person; it never holds a header, a key or a body. */
  readonly onTrouble: (line: string) => void;
  /** 0 takes a free one. */
  readonly port: number;
}

export interface Relay {
  readonly port: number;
  close(): Promise<void>;
}

const HOST = '127.0.0.1';
const MAX_HEADER_BYTES = 1024 * 1024;

/**
 * Relays HTTP on the loopback: every request goes to its upstream and every answer comes back with the same method,
 * path, status, headers (order, case, duplicates), body bytes and trailers, each piece as it comes and no faster than
 * the other side takes it. `Host` names the upstream, and what HTTP gives to each connection by itself is not passed on
 * (RFC 9110, 7.6.1). Each connection of an agent has upstream connections of its own, and closes when they close.
 * Rejects with a StreamTtsError when the port is taken.
 */
export async function startRelay({ route, createTap, onTrouble, port }: RelayOptions): Promise<Relay> {
  const server = createServer({ maxHeaderSize: MAX_HEADER_BYTES, noDelay: true, requireHostHeader: false });
  // Nothing is cut short that the upstream would not cut short.
  server.requestTimeout = 0;
  server.headersTimeout = 0;
  server.keepAliveTimeout = 0;
  const pools = new Map<Socket, ReturnType<typeof createPool>>();

  server.on('connection', (socket: Socket) => {
    const pool = createPool(socket);
    pools.set(socket, pool);
    socket.on('close', () => {
      pools.delete(socket);
      pool.close();
    });
  });

  server.on('request', (incoming, answer) => {
    const found = route(incoming.url ?? '/');
    const pool = pools.get(incoming.socket);
    createExchange({
      incoming,
      answer,
      origin: found?.url.origin,
      tap: createTap,
      onTrouble,
      open: () => (found === undefined ? undefined : send(incoming, found, pool?.agent(found.url.protocol))),
      onBusy: (change) => pool?.busy(change),
    });
  });

  server.on('upgrade', (incoming, socket, head) => {
    const found = route(incoming.url ?? '/');
    if (found === undefined) socket.end('HTTP/1.1 404 Not Found\r\nConnection: close\r\n\r\n');
    else tunnel(send(incoming, found, undefined), socket, head);
  });

  await listen(server, port);
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** The upstream connections of one connection of an agent. */
function createPool(client: Socket) {
  const agents = new Map<string, HttpAgent>();
  let exchanges = 0;

  function create(protocol: string): HttpAgent {
    const agent = new (protocol === 'https:' ? HttpsAgent : HttpAgent)({ keepAlive: true, noDelay: true });
    agent.on('free', (socket: Socket) => {
      // What the upstream closes while it is idle is closed for the agent too, which then knows as much as we do.
      socket.once('close', () => {
        if (exchanges === 0) client.end();
      });
    });
    return agent;
  }

  return {
    agent(protocol: string): HttpAgent {
      const agent = agents.get(protocol) ?? create(protocol);
      agents.set(protocol, agent);
      return agent;
    },
    busy(change: 1 | -1): void {
      exchanges += change;
    },
    close(): void {
      for (const agent of agents.values()) agent.destroy();
    },
  };
}

/** Begins the request to the upstream; without an agent it gets a connection for itself alone. */
function send(incoming: IncomingMessage, { url, path }: Route, agent: HttpAgent | undefined) {
  const isUpgrade = incoming.headers.upgrade !== undefined;
  return (url.protocol === 'https:' ? httpsRequest : httpRequest)({
    protocol: url.protocol,
    hostname: url.hostname.replace(/^\[|\]$/g, ''),
    port: url.port,
    path,
    method: incoming.method ?? 'GET',
    agent: agent ?? false,
    maxHeaderSize: MAX_HEADER_BYTES,
    headers: outgoingHeaders(incoming, url, isUpgrade),
  });
}

function outgoingHeaders(incoming: IncomingMessage, url: URL, isUpgrade: boolean): string[] {
  const headers = isUpgrade ? [...incoming.rawHeaders] : endToEnd(incoming.rawHeaders);
  let named = false;
  for (let i = 0; i < headers.length; i += 2) {
    if (headers[i]?.toLowerCase() !== 'host') continue;
    headers[i + 1] = url.host;
    named = true;
  }
  if (!named) headers.unshift('Host', url.host);
  // Node would announce a body in pieces where the agent sends none.
  const { 'content-length': length, 'transfer-encoding': coding } = incoming.headers;
  const mayHaveBody = !/^(?:GET|HEAD|DELETE|OPTIONS|TRACE|CONNECT)$/.test(incoming.method ?? 'GET');
  if (length === undefined && coding === undefined && mayHaveBody) headers.push('Content-Length', '0');
  return headers;
}

function listen(server: ReturnType<typeof createServer>, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const message =
        error.code === 'EADDRINUSE'
          ? `Port ${port} is taken by another program.`
          : `Port ${port} cannot be listened on (${reasonOf(error)}).`;
      reject(new StreamTtsError({ code: 'port', stage: 'settings', exitCode: 2, message, cause: error }));
    });
    server.listen(port, HOST, () => resolve());
  });
}
