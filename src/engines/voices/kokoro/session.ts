import { Worker } from 'node:worker_threads';
import type { FromThread, Numbers, Task, Tensors, ToThread } from './session-thread.ts';

export type { Numbers, Tensors };

/** A graph in memory. */
export interface Session {
  /** The runs of all sessions go one at a time, in the order of the calls. Gives the float32 and int64 outputs. */
  run(inputs: Tensors): Promise<Tensors>;
  /** It is not used any more. Waits for the runs in progress; the graph leaves memory with its last user. */
  close(): Promise<void>;
}

/** Graphs that are loaded once, however many use them. */
export interface Sessions {
  /** The graph of this file, an absolute path, on so many threads. Rejects with a SessionError. */
  open(path: string, threads: number): Promise<Session>;
}

/** `runtime`: onnxruntime cannot be loaded; `model`: the file is no model; `run`: a run failed. */
export class SessionError extends Error {
  readonly code: 'runtime' | 'model' | 'run';

  constructor(message: string, code: SessionError['code']) {
    super(message);
    this.name = 'SessionError';
    this.code = code;
  }
}

/** Where graphs run: a thread of their own, as onnxruntime-node computes on the thread that calls it. */
export interface Thread {
  /** Tasks are done one after the other. Rejects with a SessionError. */
  ask(task: Task): Promise<Tensors>;
  /** Waits for the tasks in progress. */
  end(): Promise<void>;
  /** Whether it came to an end by itself. */
  readonly isOver: boolean;
}

interface Held {
  readonly key: string;
  readonly loaded: Promise<unknown>;
  users: number;
}

/** No graph yet, and no thread: that one lives as long as there are graphs. */
export function createSessions(start: () => Thread = startThread): Sessions {
  let current: { readonly thread: Thread; readonly held: Map<string, Held> } | undefined;

  return {
    async open(path, threads) {
      if (current === undefined || current.thread.isOver) current = { thread: start(), held: new Map() };
      const house = current;
      const { thread, held } = house;
      const key = JSON.stringify([path, threads]);
      const one = held.get(key) ?? { key, users: 0, loaded: thread.ask({ do: 'open', key, path, threads }) };
      held.set(key, one);
      one.users += 1;
      let isClosed = false;
      const close = async () => {
        if (isClosed) return;
        isClosed = true;
        one.users -= 1;
        if (one.users > 0 || held.get(key) !== one) return;
        held.delete(key);
        if (held.size > 0) return void (await thread.ask({ do: 'close', key }));
        if (current === house) current = undefined;
        await thread.end();
      };
      try {
        await one.loaded;
      } catch (error) {
        await close();
        throw error;
      }
      return { run: (inputs) => thread.ask({ do: 'run', key, inputs }), close };
    },
  };
}

/** A new thread. One that waits for work does not keep the program alive. */
export function startThread(): Thread {
  const worker = startWorker();
  worker.unref();
  const waiting = new Map<number, (answer: FromThread) => void>();
  let last = 0;
  let ended: Error | undefined;
  let latest: Promise<unknown> | undefined;

  worker.on('message', (answer: FromThread) => {
    waiting.get(answer.id)?.(answer);
    waiting.delete(answer.id);
    if (waiting.size === 0) worker.unref();
  });
  const fail = (error: Error) => {
    ended ??= error;
    for (const [id, answer] of waiting) answer({ id, error: ended.message, code: 'run' });
    waiting.clear();
  };
  worker.on('error', fail);
  worker.on('exit', () => fail(new Error("the model's thread has ended")));

  return {
    get isOver() {
      return ended !== undefined;
    },
    async ask(task) {
      if (ended !== undefined) throw new SessionError(ended.message, 'run');
      last += 1;
      const id = last;
      worker.ref();
      const answered = new Promise<FromThread>((resolve) => {
        waiting.set(id, resolve);
        const message: ToThread = { id, ...task };
        worker.postMessage(message);
      });
      latest = answered;
      const answer = await answered;
      if ('error' in answer) throw new SessionError(answer.error, answer.code);
      return answer.outputs ?? {};
    },
    async end() {
      // A thread that is ended within a run takes the process with it.
      await latest;
      await worker.terminate();
    },
  };
}

function startWorker(): Worker {
  const own = import.meta.url;
  if (!own.endsWith('.ts')) return new Worker(new URL('./session-thread.js', own));
  // Run from the sources, as the tests do: a new thread knows nothing of TypeScript.
  const entry = JSON.stringify(new URL('./session-thread.ts', own).href);
  const boot = `import('tsx/esm/api').then(({ register }) => { register(); return import(${entry}); });`;
  return new Worker(boot, { eval: true });
}
