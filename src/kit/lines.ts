/**
 * What a splitter gives: a line's bytes without its ending, the size of one that was too long to keep, or the edges
 * of one whose beginning said that nobody wants it.
 */
export type Line =
  | { readonly type: 'line'; readonly bytes: Uint8Array; readonly terminated: boolean }
  | { readonly type: 'too-long'; readonly length: number }
  | { readonly type: 'skipped'; readonly length: number; readonly head: Uint8Array; readonly tail: Uint8Array };

export interface LineSplitter {
  /** The lines that these bytes complete. The bytes of a line are valid until the next call. */
  write(chunk: Uint8Array): Line[];
  /** The last line, where it has no line feed. */
  end(): Line[];
}

export interface LineSplitterOptions {
  readonly maxBytes?: number;
  /** Looks at the first HEAD_BYTES of a line, or at all of a shorter one: true where the line need not be kept. */
  readonly skip?: (head: Uint8Array) => boolean;
}

export const MAX_LINE_BYTES = 16 * 1024 * 1024;
export const HEAD_BYTES = 4096;
const TAIL_BYTES = 600;

const LF = 10;
const CR = 13;
const EMPTY = new Uint8Array(0);

/**
 * Splits bytes into lines at line feeds only: U+2028 may stand inside a JSON string, and a character may be cut by a
 * chunk's border. A carriage return before the line feed is dropped. A line over `maxBytes` is reported, not kept,
 * and the splitter goes on with the next one. Time is linear in the bytes however they are cut.
 */
export function createLineSplitter({ maxBytes = MAX_LINE_BYTES, skip }: LineSplitterOptions = {}): LineSplitter {
  let held: Uint8Array = EMPTY;
  let length = 0;
  let last: number | undefined;
  let judged = false;
  /** The end of a line that is being skipped. */
  let tail: Uint8Array | undefined;

  function hold(bytes: Uint8Array): void {
    const next = length + bytes.length;
    if (tail !== undefined) tail = lastBytes(tail, bytes);
    else keep(bytes, next);
    length = next;
    last = bytes.at(-1) ?? last;
    if (!judged && length >= HEAD_BYTES) judge();
  }

  function keep(bytes: Uint8Array, next: number): void {
    // One byte over the limit may be a carriage return that is not counted.
    if (next > maxBytes + 1) {
      if (skip === undefined || judged) held = EMPTY;
      else keepHead(bytes);
      return;
    }
    if (next > held.length) held = grown(held, length, next, maxBytes + 1);
    held.set(bytes, length);
  }

  /** A line that outgrows the limit with one chunk has not been judged yet. */
  function keepHead(bytes: Uint8Array): void {
    const head = new Uint8Array(Math.min(length + bytes.length, HEAD_BYTES));
    head.set(held.subarray(0, Math.min(length, head.length)));
    if (length < head.length) head.set(bytes.subarray(0, head.length - length), length);
    held = head;
  }

  function judge(): void {
    judged = true;
    if (skip === undefined) return;
    const head = held.subarray(0, Math.min(length, HEAD_BYTES));
    if (skip(head)) {
      tail = length <= held.length ? held.slice(Math.max(0, length - TAIL_BYTES), length) : EMPTY;
      held = head.slice();
    } else if (length > maxBytes + 1) held = EMPTY;
  }

  function finish(terminated: boolean): Line {
    if (!judged) judge();
    const size = terminated && last === CR ? length - 1 : length;
    const line: Line =
      tail !== undefined
        ? { type: 'skipped', length: size, head: held, tail }
        : size <= maxBytes
          ? { type: 'line', bytes: held.subarray(0, size), terminated }
          : { type: 'too-long', length: size };
    // A new buffer for every line that crossed a border: the caller may still look at this one.
    held = EMPTY;
    length = 0;
    last = undefined;
    judged = false;
    tail = undefined;
    return line;
  }

  function whole(chunk: Uint8Array, start: number, end: number): Line {
    const size = end > start && chunk[end - 1] === CR ? end - 1 - start : end - start;
    const bytes = chunk.subarray(start, start + size);
    const head = skip === undefined ? EMPTY : bytes.subarray(0, HEAD_BYTES);
    if (skip?.(head)) {
      return { type: 'skipped', length: size, head, tail: bytes.subarray(Math.max(0, size - TAIL_BYTES)) };
    }
    return size > maxBytes ? { type: 'too-long', length: size } : { type: 'line', bytes, terminated: true };
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

function grown(old: Uint8Array, used: number, needed: number, most: number): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(Math.max(needed, Math.min(old.length * 2, most), 256));
  bytes.set(old.subarray(0, used));
  return bytes;
}

function lastBytes(before: Uint8Array, added: Uint8Array): Uint8Array {
  if (added.length >= TAIL_BYTES) return added.slice(-TAIL_BYTES);
  const kept = before.subarray(Math.max(0, before.length + added.length - TAIL_BYTES));
  const bytes = new Uint8Array(kept.length + added.length);
  bytes.set(kept);
  bytes.set(added, kept.length);
  return bytes;
}
