/** One message between two processes: a JSON object, and bytes beside it that no JSON has to carry. */
export interface Frame {
  readonly head: Readonly<Record<string, unknown>>;
  /** Empty where there are none. */
  readonly bytes: Uint8Array;
}

export interface FrameLimits {
  readonly maxHeadBytes: number;
  readonly maxBytes: number;
}

export const FRAME_LIMITS: FrameLimits = { maxHeadBytes: 2 ** 20, maxBytes: 2 ** 24 };

/** `malformed`: what came is no frame. `too-large`: it is over the limits. `closed`: nobody is there any more. */
export class WireError extends Error {
  override readonly name = 'WireError';
  readonly code: 'malformed' | 'too-large' | 'closed';

  constructor(code: WireError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

const PREFIX_BYTES = 8;
const NOTHING = new Uint8Array(0);

/**
 * A frame's beginning: the lengths of head and bytes as two unsigned 32-bit numbers, the most significant byte first,
 * then the head as UTF-8 JSON. The bytes follow it as they are. Throws WireError over the limits.
 */
export function encodeHead(head: Frame['head'], byteLength = 0, limits = FRAME_LIMITS): Uint8Array {
  const json = Buffer.from(JSON.stringify(head));
  checkLengths(json.length, byteLength, limits);
  const encoded = Buffer.allocUnsafe(PREFIX_BYTES + json.length);
  encoded.writeUInt32BE(json.length, 0);
  encoded.writeUInt32BE(byteLength, 4);
  encoded.set(json, PREFIX_BYTES);
  return encoded;
}

export interface FrameDecoder {
  /** The frames that these bytes complete; they share no memory with `chunk`. Throws WireError, and then always. */
  write(chunk: Uint8Array): Frame[];
  /** Throws WireError where the bytes end inside a frame. */
  end(): void;
}

/** Gives the same frames however the bytes are cut; holds at most one frame. */
export function createFrameDecoder(limits: FrameLimits = FRAME_LIMITS): FrameDecoder {
  let part: 'prefix' | 'head' | 'bytes' = 'prefix';
  let target = new Uint8Array(PREFIX_BYTES);
  let filled = 0;
  let byteLength = 0;
  let head: Frame['head'] = {};
  let failure: unknown;

  function begin(next: typeof part, length: number): void {
    part = next;
    target = length === 0 ? NOTHING : new Uint8Array(length);
    filled = 0;
  }

  /** What the part that is whole now completes. */
  function finish(): Frame | undefined {
    if (part === 'prefix') {
      const lengths = new DataView(target.buffer);
      byteLength = lengths.getUint32(4);
      checkLengths(lengths.getUint32(0), byteLength, limits);
      begin('head', lengths.getUint32(0));
      return undefined;
    }
    if (part === 'head') {
      head = parseHead(target);
      begin('bytes', byteLength);
      return byteLength === 0 ? finish() : undefined;
    }
    const frame = { head, bytes: target };
    begin('prefix', PREFIX_BYTES);
    return frame;
  }

  function decode(chunk: Uint8Array): Frame[] {
    const frames: Frame[] = [];
    let at = 0;
    while (at < chunk.length) {
      const piece = chunk.subarray(at, at + target.length - filled);
      target.set(piece, filled);
      filled += piece.length;
      at += piece.length;
      const frame = filled === target.length ? finish() : undefined;
      if (frame !== undefined) frames.push(frame);
    }
    return frames;
  }

  return {
    write(chunk) {
      if (failure !== undefined) throw failure;
      try {
        return decode(chunk);
      } catch (error) {
        failure = error;
        throw error;
      }
    },
    end() {
      if (failure !== undefined) throw failure;
      if (part !== 'prefix' || filled > 0) throw new WireError('malformed', 'the bytes end inside a frame');
    },
  };
}

function checkLengths(headBytes: number, byteLength: number, { maxHeadBytes, maxBytes }: FrameLimits): void {
  if (headBytes < 2) throw new WireError('malformed', 'a frame without a JSON object');
  if (headBytes > maxHeadBytes) throw new WireError('too-large', `a frame's JSON of ${headBytes} bytes`);
  if (byteLength > maxBytes) throw new WireError('too-large', `a frame with ${byteLength} bytes`);
}

function parseHead(json: Uint8Array): Frame['head'] {
  try {
    const head: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(json));
    if (typeof head === 'object' && head !== null && !Array.isArray(head)) return head as Frame['head'];
  } catch {
    // The same sentence serves bytes that are no text, broken JSON, and JSON that is no object.
  }
  throw new WireError('malformed', 'a frame without a JSON object');
}
