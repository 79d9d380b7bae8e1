import { parentPort } from 'node:worker_threads';
import type { InferenceSession, Tensor } from 'onnxruntime-node';

/** A tensor on its way between threads. */
export interface Numbers {
  readonly data: Float32Array | BigInt64Array;
  readonly dims: readonly number[];
}

export type Tensors = Readonly<Record<string, Numbers>>;

/** What is to be done with the graph that is called `key`. */
export type Task =
  | { readonly do: 'open'; readonly key: string; readonly path: string; readonly threads: number }
  | { readonly do: 'run'; readonly key: string; readonly inputs: Tensors }
  | { readonly do: 'close'; readonly key: string };

export type ToThread = { readonly id: number } & Task;

export type FromThread =
  | { readonly id: number; readonly outputs?: Tensors }
  | { readonly id: number; readonly error: string; readonly code: 'runtime' | 'model' | 'run' };

interface Runtime {
  readonly InferenceSession: typeof InferenceSession;
  readonly Tensor: typeof Tensor;
}

const sessions = new Map<string, InferenceSession>();
let last: Promise<void> = Promise.resolve();

parentPort?.on('message', (message: ToThread) => {
  // One after the other: a session may only be closed when its runs are over.
  last = last.then(async () => parentPort?.postMessage(await answerTo(message)));
});

async function answerTo({ id, ...task }: ToThread): Promise<FromThread> {
  const runtime = await import('onnxruntime-node').catch(messageOf);
  if (typeof runtime === 'string') return { id, error: runtime, code: 'runtime' };
  try {
    const outputs = await perform(task, runtime);
    return outputs === undefined ? { id } : { id, outputs };
  } catch (error) {
    return { id, error: messageOf(error), code: task.do === 'open' ? 'model' : 'run' };
  }
}

async function perform(task: Task, { InferenceSession, Tensor }: Runtime): Promise<Tensors | undefined> {
  if (task.do === 'open') {
    sessions.set(task.key, await InferenceSession.create(task.path, sessionOptions(task.threads)));
    return undefined;
  }
  const session = sessions.get(task.key);
  if (task.do === 'close') {
    sessions.delete(task.key);
    await session?.release();
    return undefined;
  }
  if (session === undefined) throw new Error('the graph is not open');
  const feeds = Object.entries(task.inputs).map(([name, { data, dims }]) => [
    name,
    data instanceof Float32Array ? new Tensor('float32', data, dims) : new Tensor('int64', data, dims),
  ]);
  const outputs: Record<string, Numbers> = {};
  for (const [name, { data, dims }] of Object.entries(await session.run(Object.fromEntries(feeds)))) {
    if (data instanceof Float32Array || data instanceof BigInt64Array) outputs[name] = { data, dims };
  }
  return outputs;
}

/**
 * Measured on 2 cores: without spinning the same speed for a tenth less of the processor, which the translator needs;
 * denormals as zero 4 % faster; memory patterns cost 100 MB and bring nothing, as every utterance has its own length.
 * The last level of optimisation turns the quantised convolutions' tensors round, and is twice as slow for it. The saved
 * optimised graph loads 0.1 s faster and is tied to this processor, so it is not kept.
 */
function sessionOptions(threads: number): InferenceSession.SessionOptions {
  return {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'extended',
    enableMemPattern: false,
    logSeverityLevel: 3,
    extra: { session: { set_denormal_as_zero: '1', intra_op: { allow_spinning: '0' } } },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
