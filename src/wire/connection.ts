import { PassThrough, type Readable, type Writable } from 'node:stream';
import { createFrameDecoder, encodeHead, FRAME_LIMITS, type Frame, type FrameLimits, WireError } from './frames.ts';

/** Frames in both directions over two streams of bytes: a child's pipes, or one socket as both. */
export interface Connection extends AsyncIterable<Frame> {
  /**
   * Resolves when there is room for more; awaited, it bounds what waits here. The bytes must stay as they are. Rejects
   * with WireError: `closed` when the other side is gone, `too-large` over the limits.
   */
  send(head: Frame['head'], bytes?: Uint8Array): Promise<void>;
  /** What was sent is still delivered; then the other side's frames end. */
  close(): void;
  /** Nothing more in either direction. */
  destroy(): void;
  /**
   * What comes, for one reader: nothing more is read while the next frame is not asked for. Ends when the other side
   * does; throws WireError when what comes is no frame, or when it ends inside one.
   */
  [Symbol.asyncIterator](): AsyncGenerator<Frame>;
}

export function createConnection(input: Readable, output: Writable, limits: FrameLimits = FRAME_LIMITS): Connection {
  let open = true;
  const wakers = new Set<() => void>();
  const wake = () => {
    for (const waker of wakers) waker();
    wakers.clear();
  };
  const lost = () => {
    open = false;
    wake();
  };
  // A broken pipe is how the other side's end is learnt; whoever sends is told.
  output.on('error', lost).on('close', lost).on('drain', wake);
  input.on('error', () => {});

  function room(): Promise<void> {
    return new Promise((resolve) => wakers.add(resolve));
  }

  async function* frames(): AsyncGenerator<Frame> {
    const decoder = createFrameDecoder(limits);
    try {
      for await (const chunk of input) yield* decoder.write(chunk);
    } catch (error) {
      if (error instanceof WireError) throw error;
      // A reset or a destroyed stream is an end like another: what matters is whether it fell inside a frame.
    }
    decoder.end();
  }

  return {
    async send(head, bytes) {
      const encoded = encodeHead(head, bytes?.length, limits);
      if (!open || !output.writable) throw closed();
      output.cork();
      let free = output.write(encoded);
      if (bytes !== undefined && bytes.length > 0) free = output.write(bytes);
      output.uncork();
      if (free && !output.writableNeedDrain) return;
      await room();
      if (!open) throw closed();
    },
    close() {
      open = false;
      output.end();
      wake();
    },
    destroy() {
      open = false;
      output.destroy();
      input.destroy();
      wake();
    },
    [Symbol.asyncIterator]: frames,
  };
}

/** Two ends of one connection in this process, over the same bytes that a pipe would carry. */
export function linkedPair(limits?: FrameLimits): [Connection, Connection] {
  const [there, back] = [new PassThrough(), new PassThrough()];
  return [createConnection(back, there, limits), createConnection(there, back, limits)];
}

function closed(): WireError {
  return new WireError('closed', 'the other side is gone');
}
