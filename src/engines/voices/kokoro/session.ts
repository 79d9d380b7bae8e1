import { Worker } from 'node:worker_threads';
import type { FromSession, ToSession } from './session-thread.ts';

/** The model's graph, run in a thread of its own: onnxruntime-node computes on the thread that calls it. */
export interface Session {
  /** `tokens` without the padding at both ends; `style` is one row of the voice. Gives the sound at 24 kHz. */
  run(tokens: readonly number[], style: Float32Array, speed: number): Promise<Float32Array>;
  close(): Promise<void>;
}

/** Rejects with an Error whose `code` is `runtime` when onnxruntime cannot be loaded, and `model` when the file is no model. */
export async function openSession(modelPath: string, threads: number): Promise<Session> {
  const worker = startThread({ modelPath, threads });
  // A voice that is waiting for work must not keep the program alive.
  worker.unref();
  const waiting = new Map<number, (answer: FromSession) => void>();
  let last = 0;
  let ended: Error | undefined;

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
    async run(tokens, style, speed) {
      if (ended !== undefined) throw ended;
      last += 1;
      const id = last;
      worker.ref();
      const message: ToSession = { id, tokens: [...tokens], style, speed };
      const answer = await new Promise<FromSession>((resolve) => {
        waiting.set(id, resolve);
        worker.postMessage(message);
      });
      return unwrap(answer) ?? new Float32Array();
    },
    async close() {
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

function unwrap(answer: FromSession): Float32Array | undefined {
  if ('error' in answer) throw Object.assign(new Error(answer.error), { code: answer.code });
  return answer.audio;
}
