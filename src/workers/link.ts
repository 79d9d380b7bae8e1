import type { Frame } from '../wire/frames.ts';
import type { Launched } from './launch.ts';
import { PROTOCOL, type Ready, type Role, readError, readReady, WorkerGone } from './protocol.ts';

/** What one running worker is asked and answers. */
export interface Link {
  readonly alive: boolean;
  /** Frames that have come so far: what stands still is no sign of life. */
  readonly signs: number;
  readonly busy: boolean;
  /** Resolves when it has understood what it is to be. Rejects with WorkerGone, or with what it reports. */
  readonly ready: Promise<Ready>;
  /**
   * The pieces that answer a request, each asked for when it is wanted. Ends without an error when the signal aborts:
   * the worker is told, and what it still gives is dropped. Throws WorkerGone, or what the worker reports.
   */
  request(head: Frame['head'], options: RequestOptions): AsyncGenerator<Frame>;
  /** Ends it for this reason. */
  condemn(reason: string): void;
  /** Resolves with why it ended. */
  readonly ended: Promise<string>;
}

export interface RequestOptions {
  readonly signal?: AbortSignal;
  /** 0 to 1, while it loads. */
  readonly onProgress?: (share: number) => void;
}

export interface LinkOptions {
  readonly role: Role;
  /** What the worker is to be, in its own words. */
  readonly engine: Readonly<Record<string, unknown>>;
  readonly onMemory: (memoryMB: number, link: Link) => void;
}

interface Call {
  answer(frame: Frame): void;
  fail(error: unknown): void;
}

const OPEN = 0;

export function openLink(launched: Launched, { role, engine, onMemory }: LinkOptions): Link {
  const { connection } = launched;
  const calls = new Map<number, Call>();
  let last = OPEN;
  let signs = 0;
  let verdict: string | undefined;
  let alive = true;

  const ready = new Promise<Ready>((resolve, reject) => {
    calls.set(OPEN, {
      answer(frame) {
        calls.delete(OPEN);
        if (calls.size === 0) launched.hold(false);
        if (frame.head.type === 'error') return reject(readError(frame.head.error, role));
        try {
          resolve(readReady(frame));
        } catch (error) {
          reject(error);
          throw error;
        }
      },
      fail: reject,
    });
  });
  ready.catch(() => {});

  async function read(): Promise<void> {
    await connection.send({ type: 'open', protocol: PROTOCOL, role, engine });
    for await (const frame of connection) {
      signs += 1;
      const { type, id, memoryMB } = frame.head;
      if (type === 'beat' && typeof memoryMB === 'number') onMemory(memoryMB, link);
      // An answer to what was cancelled finds nobody, and is dropped.
      if (type !== 'beat') calls.get(type === 'ready' ? OPEN : Number(id))?.answer(frame);
    }
  }

  const ended = read()
    .catch((error: unknown) => {
      verdict ??= error instanceof Error ? error.message : String(error);
    })
    .then(async () => {
      alive = false;
      launched.kill();
      const how = await launched.ended;
      const reason = verdict ?? how;
      for (const call of [...calls.values()]) call.fail(new WorkerGone(reason));
      calls.clear();
      return reason;
    });

  async function* request(head: Frame['head'], { signal, onProgress }: RequestOptions): AsyncGenerator<Frame> {
    if (signal?.aborted) return;
    last += 1;
    const id = last;
    const inbox = createInbox(signal);
    calls.set(id, inbox);
    launched.hold(true);
    let finished = false;
    try {
      await post({ ...head, id, pull: 1 });
      for (;;) {
        const frame = await inbox.next();
        if (frame === undefined) return;
        const { type, share, error } = frame.head;
        if (type === 'progress' && typeof share === 'number') onProgress?.(share);
        else if (type === 'piece') {
          yield frame;
          if (signal?.aborted) return;
          await post({ type: 'pull', id, pieces: 1 });
        } else if (type === 'end' || type === 'error') {
          finished = true;
          if (type === 'error') throw readError(error, role);
          return;
        }
      }
    } finally {
      calls.delete(id);
      inbox.close();
      if (!finished && alive) connection.send({ type: 'cancel', id }).catch(() => {});
      if (calls.size === 0) launched.hold(false);
    }
  }

  /** That it is gone is told by `ended`, with the reason; the sending itself knows none. */
  async function post(head: Frame['head']): Promise<void> {
    if (!alive) throw new WorkerGone(await ended);
    await connection.send(head).catch(async () => {
      throw new WorkerGone(await ended);
    });
  }

  const link: Link = {
    get alive() {
      return alive && verdict === undefined;
    },
    get signs() {
      return signs;
    },
    get busy() {
      return calls.size > 0;
    },
    ready,
    request,
    condemn(reason) {
      verdict ??= reason;
      launched.kill();
      connection.destroy();
    },
    ended,
  };
  return link;
}

/** What has come for one request: as it is asked for piece by piece, more than one piece at a time is a fault. */
function createInbox(signal: AbortSignal | undefined) {
  const frames: Frame[] = [];
  let failure: unknown;
  let wake = () => {};
  const onAbort = () => wake();
  signal?.addEventListener('abort', onAbort, { once: true });

  return {
    answer(frame: Frame): void {
      if (frame.head.type === 'piece' && frames.some(({ head }) => head.type === 'piece')) {
        frames.length = 0;
        failure = new WorkerGone('it gave more pieces than it was asked for');
      } else if (failure === undefined) frames.push(frame);
      wake();
    },
    fail(error: unknown): void {
      failure ??= error;
      wake();
    },
    /** Undefined when the request was aborted. */
    async next(): Promise<Frame | undefined> {
      for (;;) {
        if (signal?.aborted) return undefined;
        const frame = frames.shift();
        if (frame !== undefined) return frame;
        if (failure !== undefined) throw failure;
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    close: () => signal?.removeEventListener('abort', onAbort),
  };
}
