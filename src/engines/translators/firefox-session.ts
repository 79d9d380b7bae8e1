import { Worker } from 'node:worker_threads';
import { type FirefoxFiles, FROM_FIREFOX, type FromFirefox, type ToFirefox } from './firefox-messages.ts';

/** Bergamot with one model, in a thread of its own: it computes on the thread that calls it. */
export interface FirefoxSession {
  /** False once the thread has ended; it does not come back. */
  readonly alive: boolean;
  /** Asked twice at once, it answers in order. Rejects with a FirefoxFailure. */
  translate(text: string): Promise<string>;
  close(): Promise<void>;
}

/** `engine`: Bergamot does not start here. `model`: it does not accept the files. `run`: the thread has ended. */
export class FirefoxFailure extends Error {
  readonly code: 'engine' | 'model' | 'run';

  constructor(code: FirefoxFailure['code'], message: string) {
    super(message);
    this.code = code;
  }
}

export type StartFirefoxThread = (files: FirefoxFiles) => Worker;

/** Resolves when the model is loaded and has translated once. Rejects with a FirefoxFailure. */
export async function openFirefoxSession(files: FirefoxFiles, start: StartFirefoxThread): Promise<FirefoxSession> {
  const worker = start(files);
  const waiting = new Map<number, { resolve(text: string): void; reject(error: FirefoxFailure): void }>();
  let last = 0;
  let ended: FirefoxFailure | undefined;

  function answerOf(id: number): Promise<string> {
    worker.ref();
    return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
  }

  function settle(answer: FromFirefox): void {
    const caller = waiting.get(answer.id);
    waiting.delete(answer.id);
    if ('error' in answer) {
      const failure = new FirefoxFailure(answer.code, answer.error);
      caller?.reject(failure);
      end(failure);
    } else caller?.resolve(answer.text);
    // A translator that is waiting for work must not keep the program alive.
    if (waiting.size === 0) worker.unref();
  }

  function end(failure: FirefoxFailure): void {
    ended ??= failure;
    for (const { reject } of waiting.values()) reject(ended);
    waiting.clear();
    void worker.terminate();
  }

  worker.on('message', (message: unknown) => {
    const answer = FROM_FIREFOX.safeParse(message);
    if (answer.success) settle(answer.data);
    else end(new FirefoxFailure('run', 'its thread gave an answer of another kind'));
  });
  worker.on('error', (error) => end(new FirefoxFailure('run', error.message)));
  worker.on('exit', () => end(new FirefoxFailure('run', 'its thread has ended')));
  await answerOf(0);

  return {
    get alive() {
      return ended === undefined;
    },
    async translate(text) {
      if (ended !== undefined) throw ended;
      last += 1;
      const message: ToFirefox = { id: last, text };
      const answer = answerOf(last);
      worker.postMessage(message);
      return await answer;
    },
    async close() {
      await worker.terminate();
    },
  };
}

/** The real thread. */
export function startFirefoxThread(workerData: FirefoxFiles): Worker {
  const own = import.meta.url;
  if (!own.endsWith('.ts')) return new Worker(new URL('./firefox-thread.js', own), { workerData });
  // Run from the sources, as the tests do: a new thread knows nothing of TypeScript.
  const entry = JSON.stringify(new URL('./firefox-thread.ts', own).href);
  const boot = `import('tsx/esm/api').then(({ register }) => { register(); return import(${entry}); });`;
  return new Worker(boot, { eval: true, workerData });
}
