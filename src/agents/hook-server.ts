import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { StreamTtsError } from '../spec/errors.ts';
import type { Payload } from './payloads.ts';

export interface HookServer {
  readonly port: number;
  close(): Promise<void>;
}

export interface HookServerOptions {
  /** 0 takes a free one. */
  readonly port: number;
  /** Takes a payload; returns at once. */
  readonly onPayload: (payload: Payload) => void;
  /** Answers what is below `/v1`, and checks on its own who asks. */
  readonly api?: (incoming: IncomingMessage, answer: ServerResponse) => Promise<void>;
}

const MAX_BODY_BYTES = 16 * 1024 * 1024;

/**
 * `POST /hook` on the loopback: an agent's payload, or several, one a line. It is answered `{}`, which agents take for
 * "no opinion", before anything is done with it. A web page cannot use it: what comes from a page has an `Origin`, and
 * a name that was bent to this machine is another `Host`. Rejects with StreamTtsError when the port is taken.
 */
export async function startHookServer({ port, onPayload, api }: HookServerOptions): Promise<HookServer> {
  const server = createServer(async (incoming, answer) => {
    if (api !== undefined && incoming.url?.startsWith('/v1/')) return await api(incoming, answer);
    const status = refusal(incoming);
    if (status !== 200) {
      incoming.resume();
      answer.writeHead(status, { 'content-type': 'application/json' }).end('{}');
      return;
    }
    const body = await bodyOf(incoming).catch(() => undefined);
    answer.writeHead(body === undefined ? 413 : 200, { 'content-type': 'application/json' }).end('{}');
    for (const payload of payloadsOf(body ?? '')) onPayload(payload);
  });
  // An agent may think for minutes in the middle of a stream.
  if (api !== undefined) server.requestTimeout = 0;
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const message = `Port ${port} cannot be listened on (${error.code}).`;
      reject(new StreamTtsError({ code: 'port', stage: 'settings', exitCode: 2, message, cause: error }));
    });
    server.listen(port, '127.0.0.1', () => resolve());
  });
  return {
    port: (server.address() as AddressInfo).port,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** The payloads of a body; what is no JSON object is left out. */
export function payloadsOf(body: string): Payload[] {
  const whole = parsed(body);
  if (whole !== undefined) return [whole];
  return body.split('\n').flatMap((line) => {
    const payload = parsed(line);
    return payload === undefined ? [] : [payload];
  });
}

function parsed(text: string): Payload | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Payload) : undefined;
  } catch {
    return undefined;
  }
}

function refusal({ method, url, headers }: IncomingMessage): number {
  if (headers.origin !== undefined || !/^(?:127\.0\.0\.1|localhost|\[::1\])(?::\d+)?$/.test(headers.host ?? ''))
    return 403;
  if (url !== '/hook') return 404;
  if (method !== 'POST') return 405;
  return /^application\/json\b/i.test(headers['content-type'] ?? '') ? 200 : 415;
}

async function bodyOf(incoming: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size > MAX_BODY_BYTES) throw new Error('too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
