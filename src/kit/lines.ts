/** What a splitter gives: a line's bytes without its ending, or the size of one that was too long to keep. */
export type Line =
  | { readonly type: 'line'; readonly bytes: Uint8Array; readonly terminated: boolean }
  | { readonly type: 'too-long'; readonly length: number };

export interface LineSplitter {
  /** The lines that these bytes complete. The bytes of a line are valid until the next call. */
  write(chunk: Uint8Array): Line[];
  /** The last line, where it has no line feed. */
  end(): Line[];
}

export const MAX_LINE_BYTES = 64 * 1024 * 1024;

const LF = 10;
const CR = 13;

/**
 * Splits bytes into lines at line feeds only: U+2028 may stand inside a JSON string, and a character may be cut by a
 * chunk's border. A carriage return before the line feed is dropped. A line over `maxBytes` is reported, not kept,
 * and the splitter goes on with the next one. Time is linear in the bytes however they are cut.
 */
export function createLineSplitter(options: { readonly maxBytes?: number } = {}): LineSplitter {
  const maxBytes = options.maxBytes ?? MAX_LINE_BYTES;
  let held = new Uint8Array(0);
  let length = 0;
  let last: number | undefined;

  function hold(bytes: Uint8Array): void {
    const next = length + bytes.length;
    // One byte over the limit may be a carriage return that is not counted.
    if (next <= maxBytes + 1) {
      if (next > held.length) held = grown(held, length, next);
      held.set(bytes, length);
    } else {
      held = new Uint8Array(0);
    }
    length = next;
    last = bytes.at(-1) ?? last;
  }

  function finish(terminated: boolean): Line {
    const size = terminated && last === CR ? length - 1 : length;
    const line: Line =
      size <= maxBytes
        ? { type: 'line', bytes: held.subarray(0, size), terminated }
        : { type: 'too-long', length: size };
    // A new buffer for every line that crossed a border: the caller may still look at this one.
    held = new Uint8Array(0);
    length = 0;
    last = undefined;
    return line;
  }

  function whole(chunk: Uint8Array, start: number, end: number): Line {
    const size = end > start && chunk[end - 1] === CR ? end - 1 - start : end - start;
    if (size > maxBytes) return { type: 'too-long', length: size };
    return { type: 'line', bytes: chunk.subarray(start, start + size), terminated: true };
  }

  return {
    write(chunk) {
      const lines: Line[] = [];
      let start = 0;
      for (;;) {
        const at = chunk.indexOf(LF, start);
        if (at < 0) break;
        if (length === 0) {
          lines.push(whole(chunk, start, at));
        } else {
          hold(chunk.subarray(start, at));
          lines.push(finish(true));
        }
        start = at + 1;
      }
      if (start < chunk.length) hold(chunk.subarray(start));
      return lines;
    },
    end() {
      return length === 0 ? [] : [finish(false)];
    },
  };
}

function grown(old: Uint8Array, used: number, needed: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.max(needed, old.length * 2, 256));
  bytes.set(old.subarray(0, used));
  return bytes;
}
