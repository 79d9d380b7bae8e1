import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

/** What the CDN does wrong; one for each GET, in order, then it behaves. */
export type HubFault = 'cut' | 'busy' | 'wrong-bytes' | 'no-range' | 'stale-range';

export interface Hub {
  readonly url: string;
  /** `METHOD PATH [RANGE]` of everything that was asked. */
  readonly requests: string[];
  /** Bytes of bodies that were sent. */
  sentBytes: number;
  faults: HubFault[];
  close(): Promise<void>;
}

/**
 * A server that answers as the model hub does: `/{repo}/resolve/{revision}/{path}` redirects to a CDN, naming the
 * file's sha256 in X-Linked-Etag; the CDN knows HEAD and Range. `files` by `repo/path`.
 */
export async function startHub(
  files: Readonly<Record<string, Uint8Array>>,
  options: { linkedEtag?: boolean; faults?: HubFault[] } = {},
): Promise<Hub> {
  const { linkedEtag = true } = options;
  const server = createServer(answer);
  const hub = { url: '', requests: [] as string[], sentBytes: 0, faults: options.faults ?? [], close };

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const path = request.url ?? '';
    hub.requests.push([request.method, path, request.headers.range].filter(Boolean).join(' '));
    const resolved = /^\/([^/]+\/[^/]+)\/resolve\/[^/]+\/(.+)$/.exec(path);
    const content = files[resolved ? `${resolved[1]}/${resolved[2]}` : path.replace('/cdn/', '')];
    if (!content) return void response.writeHead(404).end('Entry not found');
    if (!resolved) return void deliver(request, response, content);
    const sha256 = createHash('sha256').update(content).digest('hex');
    response.writeHead(302, {
      location: `/cdn/${resolved[1]}/${resolved[2]}`,
      ...(linkedEtag ? { 'x-linked-etag': `"${sha256}"`, 'x-linked-size': content.length } : {}),
    });
    response.end();
  }

  function deliver(request: IncomingMessage, response: ServerResponse, content: Uint8Array): void {
    const fault = request.method === 'GET' ? hub.faults.shift() : undefined;
    if (fault === 'busy') return void response.writeHead(503).end('busy');
    const asked = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    const from = fault === 'no-range' ? 0 : fault === 'stale-range' ? Math.max(0, asked - 1) : asked;
    if (from >= content.length) return void response.writeHead(416).end();
    let body = Buffer.from(content.subarray(from));
    if (fault === 'wrong-bytes') body = body.map((byte) => byte ^ 0xff) as Buffer<ArrayBuffer>;
    response.writeHead(from > 0 ? 206 : 200, {
      'content-length': body.length,
      'accept-ranges': 'bytes',
      etag: `"${content.length}"`,
      ...(from > 0 ? { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` } : {}),
    });
    if (request.method === 'HEAD') return void response.end();
    if (fault === 'cut') {
      const half = body.subarray(0, Math.ceil(body.length / 2));
      hub.sentBytes += half.length;
      response.write(half, () => setTimeout(() => response.destroy(), 20));
      return;
    }
    hub.sentBytes += body.length;
    response.end(body);
  }

  function close(): Promise<void> {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(() => resolve()));
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('the hub has no port');
  hub.url = `http://127.0.0.1:${address.port}`;
  return hub;
}
