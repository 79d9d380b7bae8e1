import { parentPort, workerData } from 'node:worker_threads';
import type { InferenceSession } from 'onnxruntime-node';

/** A tensor on its way between threads. */
export interface Numbers {
  readonly data: Float32Array | BigInt64Array;
  readonly dims: readonly number[];
}

export type Tensors = Readonly<Record<string, Numbers>>;

export interface ToSession {
  readonly id: number;
  /** One of the graphs that were opened. */
  readonly graph: string;
  readonly inputs: Tensors;
}

/** The answer with id 0 says that the graphs are loaded. */
export type FromSession =
  | { readonly id: number; readonly outputs?: Tensors }
  | {
      readonly id: number;
      readonly error: string;
      readonly code: 'runtime' | 'model' | 'run';
      readonly graph?: string;
    };

const { graphs, first, threads } = workerData as {
  graphs: Readonly<Record<string, string>>;
  first: readonly string[];
  threads: number;
};
const send = (answer: FromSession) => parentPort?.postMessage(answer);

const runtime = await import('onnxruntime-node').catch((error: unknown) => {
  send({ id: 0, error: messageOf(error), code: 'runtime' });
});
const sessions = runtime && (await openFirst(runtime.InferenceSession));

if (runtime && sessions) {
  const { Tensor, InferenceSession } = runtime;
  parentPort?.on('message', async ({ id, graph, inputs }: ToSession) => {
    try {
      const feeds = Object.entries(inputs).map(([name, { data, dims }]) => [
        name,
        data instanceof Float32Array ? new Tensor('float32', data, dims) : new Tensor('int64', data, dims),
      ]);
      let session = sessions.get(graph);
      if (session === undefined) {
        session = InferenceSession.create(graphs[graph] ?? '', sessionOptions());
        sessions.set(graph, session);
      }
      const results = await (await session).run(Object.fromEntries(feeds));
      const outputs: Record<string, Numbers> = {};
      for (const [name, { data, dims }] of Object.entries(results)) {
        if (data instanceof Float32Array || data instanceof BigInt64Array) outputs[name] = { data, dims };
      }
      send({ id, outputs });
    } catch (error) {
      send({ id, error: messageOf(error), code: 'run' });
    }
  });
  send({ id: 0 });
}

async function openFirst(
  library: typeof InferenceSession,
): Promise<Map<string, Promise<InferenceSession>> | undefined> {
  const opened = new Map<string, Promise<InferenceSession>>();
  for (const graph of first) {
    const session = library.create(graphs[graph] ?? '', sessionOptions());
    try {
      await session;
    } catch (error) {
      send({ id: 0, error: messageOf(error), code: 'model', graph });
      return undefined;
    }
    opened.set(graph, session);
  }
  return opened;
}

/**
 * Measured on 2 cores: without spinning the same speed for a tenth less of the processor, which the translator needs;
 * denormals as zero 4 % faster; memory patterns cost 100 MB and bring nothing, as every utterance has its own length.
 * The last level of optimisation turns the quantised convolutions' tensors round, and is twice as slow for it. The saved
 * optimised graph loads 0.1 s faster and is tied to this processor, so it is not kept.
 */
function sessionOptions(): InferenceSession.SessionOptions {
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
