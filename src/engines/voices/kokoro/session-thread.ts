import { parentPort, workerData } from 'node:worker_threads';
import type { InferenceSession } from 'onnxruntime-node';

export interface ToSession {
  readonly id: number;
  readonly tokens: readonly number[];
  readonly style: Float32Array;
  readonly speed: number;
}

/** The answer with id 0 says that the model is loaded. */
export type FromSession =
  | { readonly id: number; readonly audio?: Float32Array }
  | { readonly id: number; readonly error: string; readonly code: 'runtime' | 'model' | 'run' };

const { modelPath, threads } = workerData as { modelPath: string; threads: number };
const send = (answer: FromSession) => parentPort?.postMessage(answer);

const runtime = await import('onnxruntime-node').catch((error: unknown) => {
  send({ id: 0, error: messageOf(error), code: 'runtime' });
});
const session =
  runtime &&
  (await runtime.InferenceSession.create(modelPath, sessionOptions()).catch((error: unknown) => {
    send({ id: 0, error: messageOf(error), code: 'model' });
  }));

if (runtime && session) {
  const { Tensor } = runtime;
  parentPort?.on('message', async ({ id, tokens, style, speed }: ToSession) => {
    try {
      const { audio } = await session.run({
        tokens: new Tensor('int64', BigInt64Array.from([0, ...tokens, 0], BigInt), [1, tokens.length + 2]),
        style: new Tensor('float32', style, [1, style.length]),
        speed: new Tensor('float32', [speed], [1]),
      });
      if (!(audio?.data instanceof Float32Array)) throw new Error('it gives no sound');
      send({ id, audio: audio.data });
    } catch (error) {
      send({ id, error: messageOf(error), code: 'run' });
    }
  });
  send({ id: 0 });
}

/**
 * Measured on 2 cores: without spinning the same speed for a tenth less of the processor, which the translator needs;
 * denormals as zero 4 % faster; memory patterns cost 100 MB and bring nothing, as every utterance has its own length.
 * The saved optimised graph loads 0.1 s faster and is tied to this processor, so it is not kept.
 */
function sessionOptions(): InferenceSession.SessionOptions {
  return {
    executionProviders: ['cpu'],
    intraOpNumThreads: threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    enableMemPattern: false,
    logSeverityLevel: 3,
    extra: { session: { set_denormal_as_zero: '1', intra_op: { allow_spinning: '0' } } },
  };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
