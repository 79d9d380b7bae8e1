import { createHash, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createMcpServer, MCP_VERSIONS, type McpServerOptions } from './mcp.ts';

export interface McpHttpOptions extends Omit<McpServerOptions, 'send'> {
  /** 0 takes a free one. */
  readonly port: number;
  /** What a client must show, as `Authorization: Bearer …`. */
  readonly token: string;
}

const LOOPBACK = '127.0.0.1';
const PATH = '/mcp';
const MOST_BYTES = 4 * 1024 * 1024;

/**
 * The tools over MCP's streamable HTTP (specification of 2025-11-25, Transports) on the loopback: each POST is answered
 * by JSON of its own, and no stream is kept, since the server never speaks first; GET and DELETE are told so (405).
 * A web page's request (it has an `Origin`, or another `Host`) is refused. Rejects with the system's error where the
 * port cannot be had.
 */
export async function listenMcp({ port, token, ...options }: McpHttpOptions): Promise<{ port: number; close(): void }> {
  const server = createServer((request, response) => {
    void answer(request, response, token, options).catch(() => end(response, 500));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, LOOPBACK, resolve);
  });
  return {
    port: (server.address() as AddressInfo).port,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  token: string,
  options: Omit<McpServerOptions, 'send'>,
): Promise<void> {
  const { headers, method } = request;
  if (headers.origin !== undefined || !isLoopback(headers.host)) return end(response, 403);
  if (!isToken(headers.authorization, token)) return end(response, 401, { 'www-authenticate': 'Bearer' });
  if (new URL(request.url ?? '/', 'http://x').pathname !== PATH) return end(response, 404);
  if (method !== 'POST') return end(response, 405, { allow: 'POST' });
  const version = headers['mcp-protocol-version'];
  if (version !== undefined && !MCP_VERSIONS.includes(String(version))) return end(response, 400);
  const body = await textOf(request);
  if (body === undefined) return end(response, 413);
  const answers: string[] = [];
  const server = createMcpServer({ ...options, send: (message) => answers.push(message) });
  server.receive(body);
  await server.settle();
  // Notifications alone are taken, and answered by nothing.
  if (answers.length === 0) return end(response, 202);
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(answers.length === 1 ? answers[0] : `[${answers.join(',')}]`);
}

async function textOf(request: IncomingMessage): Promise<string | undefined> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MOST_BYTES) return undefined;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function end(response: ServerResponse, status: number, headers: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, headers);
  response.end();
}

function isLoopback(host: string | undefined): boolean {
  return host !== undefined && /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(host);
}

function isToken(header: string | undefined, token: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(header ?? ''), digest(`Bearer ${token}`));
}
