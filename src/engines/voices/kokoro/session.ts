import { Worker } from 'node:worker_threads';
import type { FromSession, Numbers, Tensors, ToSession } from './session-thread.ts';

export type { Numbers, Tensors };

/** Graphs, run in a thread of their own: onnxruntime-node computes on the thread that calls it. */
export interface Session {
  /** Runs one of the graphs; the runs go one at a time, in the order of the calls. Gives its float32 and int64 outputs. */
  run(graph: string, inputs: Tensors): Promise<Tensors>;
  close(): Promise<void>;
}

/** `runtime`: onnxruntime cannot be loaded; `model`: the file of `graph` is no model; `run`: a run failed. */
export class SessionError extends Error {
  readonly code: 'runtime' | 'model' | 'run';
  readonly graph: string | undefined;

  constructor(answer: { error: string; code: SessionError['code']; graph?: string | undefined }) {
    super(answer.error);
    this.name = 'SessionError';
    this.code = answer.code;
    this.graph = answer.graph;
  }
}

/** Opens the graphs of `first`; the others of `graphs` (paths by name) when they are first run. Rejects with a SessionError. */
export async function openSession(
  graphs: Readonly<Record<string, string>>,
  first: readonly string[],
  threads: number,
): Promise<Session> {
  const worker = startThread({ graphs, first, threads });
  // A voice that is waiting for work must not keep the program alive.
  worker.unref();
  const waiting = new Map<number, (answer: FromSession) => void>();
  let last = 0;
  let ended: Error | undefined;
  let running: Promise<unknown> | undefined;

  const ready = new Promise<FromSession>((resolve) => waiting.set(0, resolve));
  worker.on('message', (answer: FromSession) => {
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
  worker.ref();
  unwrap(await ready);

  return {
    async run(graph, inputs) {
      if (ended !== undefined) throw ended;
      last += 1;
      const id = last;
      worker.ref();
      const message: ToSession = { id, graph, inputs };
      const answer = new Promise<FromSession>((resolve) => {
        waiting.set(id, resolve);
        worker.postMessage(message);
      });
      running = answer;
      return unwrap(await answer) ?? {};
    },
    async close() {
      // A thread that is ended within a run takes the process with it.
      await running;
      await worker.terminate();
    },
  };
}

function startThread(workerData: object): Worker {
  const own = import.meta.url;
  if (!own.endsWith('.ts')) return new Worker(new URL('./session-thread.js', own), { workerData });
  // Run from the sources, as the tests do: a new thread knows nothing of TypeScript.
  const entry = JSON.stringify(new URL('./session-thread.ts', own).href);
  const boot = `import('tsx/esm/api').then(({ register }) => { register(); return import(${entry}); });`;
  return new Worker(boot, { eval: true, workerData });
}

function unwrap(answer: FromSession): Tensors | undefined {
  if ('error' in answer) throw new SessionError(answer);
  return answer.outputs;
}
