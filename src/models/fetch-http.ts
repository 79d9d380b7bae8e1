import { setTimeout as sleep } from 'node:timers/promises';
import type { PartFile } from './part-file.ts';
import { isOwnDisk, SourceError } from './source-error.ts';
import type { ModelFile } from './types.ts';

const MAX_REDIRECTS = 5;
/** Silence of a server after which a download counts as cut. */
const IDLE_MS = 30_000;
const TRIES_WITHOUT_PROGRESS = 5;

export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface HttpOptions {
  readonly fetch: Fetch;
  readonly signal?: AbortSignal | undefined;
  /** First pause before another try; doubled each time. */
  readonly retryDelayMs: number;
  /** Told after every piece. */
  readonly onBytes: () => void;
}

/**
 * Fills `part` up to the file's size from `url`, going on where it stands (Range) and trying again after cuts and
 * busy answers. Rejects with SourceError; the sha256 of the whole is the caller's to compare.
 */
export async function fetchHttp(url: string, file: ModelFile, part: PartFile, options: HttpOptions): Promise<void> {
  let failures = 0;
  while (part.size < file.bytes) {
    const before = part.size;
    const problem = await tryOnce(url, file, part, options);
    if (problem === undefined) continue;
    failures = part.size > before ? 1 : failures + 1;
    if (failures >= TRIES_WITHOUT_PROGRESS) throw new SourceError('unreachable', `${new URL(url).host} ${problem}`);
    await sleep(options.retryDelayMs * 2 ** (failures - 1), undefined, signalOption(options.signal));
  }
}

/** Without the encoding an answer would be compressed on the way, and its length would say nothing. */
export function hubHeaders(): Readonly<Record<string, string>> {
  return { 'accept-encoding': 'identity', 'user-agent': 'stream-tts' };
}

/** Returns what went wrong where another try may help; throws SourceError where it cannot. */
async function tryOnce(
  url: string,
  file: ModelFile,
  part: PartFile,
  options: HttpOptions,
): Promise<string | undefined> {
  const idle = new AbortController();
  const stop = () => idle.abort(options.signal?.reason);
  options.signal?.throwIfAborted();
  options.signal?.addEventListener('abort', stop, { once: true });
  let timer = setTimeout(() => idle.abort(), IDLE_MS);
  try {
    const response = await request(url, file, part.size, { ...options, signal: idle.signal });
    if (response.status === 429 || response.status >= 500) {
      await response.body?.cancel();
      return `answers ${response.status}`;
    }
    if (response.status === 416) {
      await part.reset();
      return 'refuses the rest of the file';
    }
    if (!response.ok || !response.body) {
      throw new SourceError('refused', `${new URL(url).host} answers ${response.status} for ${new URL(url).pathname}`);
    }
    if (response.status === 200 && part.size > 0) await part.reset();
    if (response.status === 206 && !startsAt(response, part.size)) return 'sent another range than it was asked for';
    expectBytes(response, file, part.size);
    for await (const chunk of response.body) {
      clearTimeout(timer);
      timer = setTimeout(() => idle.abort(), IDLE_MS);
      if (part.size + chunk.length > file.bytes) throw wrongSize(response.url || url, file);
      await part.append(chunk);
      options.onBytes();
    }
    return part.size < file.bytes ? 'closed the connection too early' : undefined;
  } catch (error) {
    options.signal?.throwIfAborted();
    if (error instanceof SourceError || isOwnDisk(error)) throw error;
    return 'broke the connection';
  } finally {
    clearTimeout(timer);
    options.signal?.removeEventListener('abort', stop);
  }
}

/** Follows redirects by hand: the first answer of a hub already names the sha256, before a gigabyte has come. */
async function request(
  url: string,
  file: ModelFile,
  from: number,
  options: { fetch: Fetch; signal: AbortSignal },
): Promise<Response> {
  let at = url;
  for (let hop = 0; hop <= MAX_REDIRECTS; hop++) {
    const response = await options.fetch(at, {
      redirect: 'manual',
      signal: options.signal,
      headers: { ...hubHeaders(), ...(from > 0 ? { range: `bytes=${from}-` } : {}) },
    });
    const linked = response.headers.get('x-linked-etag')?.replaceAll('"', '');
    if (linked && /^[0-9a-f]{64}$/.test(linked) && linked !== file.sha256) {
      await response.body?.cancel();
      throw new SourceError('refused', `${new URL(url).host} has another file under this name (sha256 ${linked})`);
    }
    const location = response.headers.get('location');
    if (response.status < 300 || response.status >= 400 || !location) return response;
    await response.body?.cancel();
    at = new URL(location, at).href;
  }
  throw new SourceError('refused', `${new URL(url).host} redirects in circles`);
}

function startsAt(response: Response, from: number): boolean {
  return response.headers.get('content-range')?.startsWith(`bytes ${from}-`) === true;
}

function expectBytes(response: Response, file: ModelFile, from: number): void {
  const length = response.headers.get('content-length');
  if (length !== null && Number(length) + from !== file.bytes) throw wrongSize(response.url, file);
}

function wrongSize(url: string, file: ModelFile): SourceError {
  return new SourceError('refused', `${new URL(url).host} has a ${file.name} of another size`);
}

function signalOption(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal ? { signal } : {};
}
