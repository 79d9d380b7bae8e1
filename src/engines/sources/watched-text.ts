import { decodeLine, payloadOf } from '../../kit/event-stream.ts';
import type { Source } from '../../spec/contracts.ts';
import type { SourcePart } from '../../spec/parts.ts';
import { detect } from './detect.ts';
import { parseJson } from './json.ts';
import type { SourceOptions } from './json-source.ts';
import { createTextSource } from './text.ts';

const WATCHED_LINES = 40;
const MAX_HELD_BYTES = 1024 * 1024;
const LF = 10;
const BRACE = 123;

/**
 * Prose that may turn out to be a greeting before an agent's stream: in its first lines one that begins with `{` is
 * held until it is whole, and if an agent wrote it, the agent's format takes over from there.
 */
export function createWatchedTextSource(options: SourceOptions = {}): Source {
  let source = createTextSource();
  let watching = true;
  let lines = 0;
  let atLineStart = true;
  let held: Uint8Array[] = [];
  let heldBytes = 0;

  function write(chunk: Uint8Array): SourcePart[] {
    const out: SourcePart[] = [];
    let start = 0;
    while (watching && start < chunk.length) {
      const lineFeed = chunk.indexOf(LF, start);
      const end = lineFeed < 0 ? chunk.length : lineFeed + 1;
      out.push(...piece(chunk.subarray(start, end), lineFeed >= 0));
      start = end;
    }
    if (start < chunk.length) out.push(...source.write(chunk.subarray(start)));
    return out;
  }

  function piece(bytes: Uint8Array, ends: boolean): SourcePart[] {
    const holding = heldBytes > 0 || (atLineStart && bytes[0] === BRACE);
    atLineStart = ends;
    if (ends) {
      lines += 1;
      watching = lines < WATCHED_LINES;
    }
    if (!holding) return source.write(bytes);
    held.push(bytes.slice());
    heldBytes += bytes.length;
    return ends || heldBytes > MAX_HELD_BYTES ? release() : [];
  }

  function release(): SourcePart[] {
    const bytes = Buffer.concat(held);
    held = [];
    heldBytes = 0;
    const create = detect(parseJson(payloadOf(decodeLine(bytes)) ?? ''));
    if (create === undefined) return source.write(bytes);
    const ended = source.end();
    source = create(options);
    watching = false;
    return [...ended, ...source.write(bytes)];
  }

  return {
    get format() {
      return source.format;
    },
    write,
    end: () => [...(heldBytes > 0 ? release() : []), ...source.end()],
  };
}
