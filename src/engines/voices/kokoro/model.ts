import { access, readFile } from 'node:fs/promises';
import type { InferenceSession } from 'onnxruntime-node';
import { loadNpz } from '../../../models/npz.ts';
import { StreamTtsError } from '../../../spec/errors.ts';
import { MOST_TOKENS, parseVocabulary, type Vocabulary } from './tokens.ts';

/** Absolute paths of the files of the catalogue's `kokoro-82m`; `model` is the float-convolution one. */
export interface KokoroFiles {
  readonly model: string;
  readonly vocab: string;
  readonly voices: string;
}

/** The model in memory. */
export interface KokoroModel {
  readonly vocabulary: Vocabulary;
  /**
   * Sound of the tokens, silence at both ends included. Runs one at a time, in the order of the calls; a call whose
   * turn has not come when `signal` aborts costs nothing and gives undefined.
   */
  synthesise(tokens: readonly number[], speed: number, signal: AbortSignal): Promise<Float32Array | undefined>;
  /** Waits for the run in progress. */
  release(): Promise<void>;
}

const STYLE_LENGTH = 256;

/** Loads the model and one voice. Rejects with StreamTtsError `voice-model-missing` or `voice-model-broken`, exit code 3. */
export async function loadKokoro(files: KokoroFiles, voice: string, threads: number): Promise<KokoroModel> {
  const { vocabulary, styles } = await readAll(files, voice);
  const { InferenceSession, Tensor } = await importRuntime();
  const session = await createSession(() => InferenceSession.create(files.model, sessionOptions(threads)), files.model);
  let last: Promise<unknown> = Promise.resolve();

  async function run(tokens: readonly number[], speed: number): Promise<Float32Array> {
    // A voice has a style for every length of utterance.
    const row = Math.min(tokens.length, MOST_TOKENS) - 1;
    const { audio } = await session.run({
      tokens: new Tensor('int64', BigInt64Array.from([0, ...tokens, 0], BigInt), [1, tokens.length + 2]),
      style: new Tensor('float32', styles.slice(row * STYLE_LENGTH, (row + 1) * STYLE_LENGTH), [1, STYLE_LENGTH]),
      speed: new Tensor('float32', [speed], [1]),
    });
    if (!(audio?.data instanceof Float32Array)) throw broken(files.model, 'it gives no sound');
    return audio.data;
  }

  return {
    vocabulary,
    synthesise(tokens, speed, signal) {
      const result = last.then(() => (signal.aborted ? undefined : run(tokens, speed)));
      last = result.catch(() => {});
      return result;
    },
    async release() {
      await last;
      await session.release();
    },
  };
}

/**
 * Measured on 2 cores: without spinning the same speed for a tenth less of the processor, which the translator needs;
 * denormals as zero 4 % faster; memory patterns cost 100 MB and bring nothing, as every utterance has its own length.
 * The saved optimised graph loads 0.1 s faster and is tied to this processor, so it is not kept.
 */
function sessionOptions(threads: number): InferenceSession.SessionOptions {
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

async function readAll(files: KokoroFiles, voice: string): Promise<{ vocabulary: Vocabulary; styles: Float32Array }> {
  const read = async <T>(path: string, parse: (bytes: Buffer) => T): Promise<Awaited<T>> => {
    const bytes = await readFile(path).catch((cause: unknown) => {
      throw missing(path, cause);
    });
    try {
      return await parse(bytes);
    } catch (cause) {
      throw broken(path, cause instanceof Error ? cause.message : String(cause), cause);
    }
  };
  const vocabulary = await read(files.vocab, (bytes) => parseVocabulary(bytes.toString('utf8')));
  const styles = await read(files.voices, async (bytes) => {
    const found = (await loadNpz(bytes))[voice];
    if (found === undefined) throw new Error(`it has no voice ${voice}`);
    if (found.data.length !== MOST_TOKENS * STYLE_LENGTH) throw new Error(`${voice} has the wrong size`);
    return found.data;
  });
  return { vocabulary, styles };
}

async function importRuntime() {
  try {
    return await import('onnxruntime-node');
  } catch (cause) {
    throw new StreamTtsError({
      code: 'onnxruntime-missing',
      stage: 'voice',
      exitCode: 3,
      message: 'The voice kokoro needs onnxruntime-node, which is not installed or does not run on this machine.',
      fix: 'npm install onnxruntime-node',
      cause,
    });
  }
}

async function createSession<T>(create: () => Promise<T>, path: string): Promise<T> {
  await access(path).catch((cause: unknown) => {
    throw missing(path, cause);
  });
  try {
    return await create();
  } catch (cause) {
    throw broken(path, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function missing(path: string, cause: unknown): StreamTtsError {
  return new StreamTtsError({
    code: 'voice-model-missing',
    stage: 'voice',
    exitCode: 3,
    message: `The voice kokoro is not complete: ${path} cannot be read.`,
    fix: FIX,
    cause,
  });
}

function broken(path: string, reason: string, cause?: unknown): StreamTtsError {
  return new StreamTtsError({
    code: 'voice-model-broken',
    stage: 'voice',
    exitCode: 3,
    message: `The voice kokoro cannot use ${path}: ${reason}.`,
    fix: FIX,
    cause,
  });
}

const FIX = 'npx stream-tts models pull kokoro-82m';
