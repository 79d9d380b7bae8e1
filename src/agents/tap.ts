import type { IncomingHttpHeaders } from 'node:http';
import type { Transform } from 'node:stream';
import zlib from 'node:zlib';
import type { Source } from '../spec/contracts.ts';
import { callerOf } from './caller.ts';
import type { Listener } from './listener.ts';
import type { Tap } from './relay.ts';

export interface TapOptions {
  readonly headers: IncomingHttpHeaders;
  readonly listener: Listener;
  /** A reader of an event stream whose format it finds by itself. */
  readonly createSource: () => Source;
  /** Told where an answer cannot be read; the agent gets it all the same. */
  readonly onTrouble: (line: string) => void;
}

/** What an inflating stream may hold before an answer is given up. */
const MAX_WAITING_BYTES = 8 * 1024 * 1024;
const TOOLS = /"tools"\s*:\s*\[\s*\{/;
const TOOLS_BYTES = 64;

/**
 * Listens to one exchange with a model's API: the prose of an event stream goes to the listener as it comes. A
 * compressed answer is inflated in a copy. Answers of other kinds, requests on the side and subagents are not heard.
 */
export function createTap({ headers, listener, createSource, onTrouble }: TapOptions): Tap | undefined {
  const caller = callerOf(headers);
  if (!caller.isMain) return undefined;
  const tools = caller.bringsTools && headers['content-encoding'] === undefined ? createToolFinder() : undefined;
  let source: Source | undefined;
  let inflate: Transform | undefined;
  let ended = false;

  function read(chunk: Uint8Array): void {
    try {
      const parts = source?.write(chunk) ?? [];
      if (parts.length > 0) listener.hear(caller.sessionId, parts);
    } catch (error) {
      // Nobody above catches what is thrown while a copy is inflated.
      source = undefined;
      onTrouble(`stream-tts proxy: an answer could not be read (${error}); the agent gets it all the same.`);
    }
  }

  function finish(whole: boolean): void {
    if (source === undefined) return;
    const parts = source.end();
    source = undefined;
    // What was said and broke off is said again in the next try, or was stopped by a person.
    listener.hear(caller.sessionId, whole ? parts : [{ type: 'abort', reason: 'connection-closed' }, ...parts]);
  }

  function open(encoding: string): void {
    inflate = inflaterOf(encoding);
    if (inflate === undefined) {
      onTrouble(
        `stream-tts proxy: an answer in ${JSON.stringify(encoding.slice(0, 20))} cannot be read, so it is not spoken.`,
      );
      return;
    }
    source = createSource();
    inflate.on('data', read);
    inflate.on('end', () => finish(true));
    inflate.on('error', () => finish(false));
  }

  return {
    request: (chunk) => tools?.look(chunk),
    response(head) {
      if (!/^text\/event-stream\b/i.test(head['content-type'] ?? '') || tools?.found === false) return;
      const encoding = (head['content-encoding'] ?? '').trim().toLowerCase();
      if (encoding === '' || encoding === 'identity') source = createSource();
      else open(encoding);
    },
    body(chunk) {
      if (source === undefined) return;
      if (inflate === undefined) read(chunk);
      else if (inflate.writableLength > MAX_WAITING_BYTES) finish(false);
      else inflate.write(chunk);
    },
    end(whole) {
      if (ended) return;
      ended = true;
      if (inflate === undefined) finish(whole);
      else if (whole) inflate.end();
      else {
        inflate.destroy();
        finish(false);
      }
    },
  };
}

/** Flushes as it reads, so that an event is there as soon as its bytes are. */
function inflaterOf(encoding: string): Transform | undefined {
  const flush = { flush: zlib.constants.Z_SYNC_FLUSH, finishFlush: zlib.constants.Z_SYNC_FLUSH };
  if (encoding === 'gzip' || encoding === 'x-gzip' || encoding === 'deflate') return zlib.createUnzip(flush);
  if (encoding === 'br') return zlib.createBrotliDecompress({ flush: zlib.constants.BROTLI_OPERATION_FLUSH });
  // From Node 22.15 on.
  const zstd: unknown = Reflect.get(zlib, 'createZstdDecompress');
  return encoding === 'zstd' && typeof zstd === 'function' ? (zstd() as Transform) : undefined;
}

/** Looks for a list of tools in JSON of any size, of which nothing is kept. */
function createToolFinder() {
  let tail = '';
  let found = false;
  return {
    get found() {
      return found;
    },
    look(chunk: Uint8Array): void {
      if (found) return;
      const text = tail + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1');
      found = TOOLS.test(text);
      tail = text.slice(-TOOLS_BYTES);
    },
  };
}
