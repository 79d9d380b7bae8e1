import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadNpz } from '../../../models/npz.ts';
import { StreamTtsError } from '../../../spec/errors.ts';
import { openSession, type Session } from './session.ts';
import { MOST_TOKENS, parseVocabulary, type Vocabulary } from './tokens.ts';

/** Absolute paths of the files of the catalogue's `kokoro-82m`; `model` is the float-convolution one. */
export interface KokoroFiles {
  readonly model: string;
  readonly vocab: string;
  readonly voices: string;
  /** The directory with the English voices, `NAME.bin` each. */
  readonly english?: string;
}

/** The model in memory. */
export interface KokoroModel {
  readonly vocabulary: Vocabulary;
  /**
   * Sound of the tokens, silence at both ends included. Runs one at a time, in the order of the calls; a call whose
   * turn has not come when `signal` aborts costs nothing and gives undefined.
   */
  synthesise(
    voice: string,
    tokens: readonly number[],
    speed: number,
    signal: AbortSignal,
  ): Promise<Float32Array | undefined>;
  /** Waits for the run in progress. */
  release(): Promise<void>;
}

const STYLE_LENGTH = 256;

/** Loads the model and these voices. Rejects with StreamTtsError `voice-model-missing` or `voice-model-broken`, exit code 3. */
export async function loadKokoro(files: KokoroFiles, voices: readonly string[], threads: number): Promise<KokoroModel> {
  const { vocabulary, styles } = await readAll(files, voices);
  const session = await openModel(files.model, threads);
  let last: Promise<unknown> = Promise.resolve();

  async function run(voice: string, tokens: readonly number[], speed: number): Promise<Float32Array> {
    // A voice has a style for every length of utterance.
    const row = Math.min(tokens.length, MOST_TOKENS) - 1;
    return await session.run(
      tokens,
      styles[voice]?.slice(row * STYLE_LENGTH, (row + 1) * STYLE_LENGTH) ?? new Float32Array(STYLE_LENGTH),
      speed,
    );
  }

  return {
    vocabulary,
    synthesise(voice, tokens, speed, signal) {
      const result = last.then(() => (signal.aborted ? undefined : run(voice, tokens, speed)));
      last = result.catch(() => {});
      return result;
    },
    async release() {
      await last;
      await session.close();
    },
  };
}

async function readAll(files: KokoroFiles, voices: readonly string[]) {
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
  const styles: Record<string, Float32Array> = {};
  for (const voice of voices) {
    const own = /^[ab]/.test(voice) ? join(files.english ?? '', `${voice}.bin`) : undefined;
    styles[voice] = await read(own ?? files.voices, async (bytes) => {
      const found = own === undefined ? (await loadNpz(bytes))[voice]?.data : floats(bytes);
      if (found === undefined) throw new Error(`it has no voice ${voice}`);
      if (found.length !== MOST_TOKENS * STYLE_LENGTH) throw new Error(`${voice} has the wrong size`);
      return found;
    });
  }
  return { vocabulary, styles };
}

/** Little-endian float32 values. */
function floats(bytes: Buffer): Float32Array {
  return Float32Array.from({ length: bytes.length >> 2 }, (_, i) => bytes.readFloatLE(4 * i));
}

async function openModel(path: string, threads: number): Promise<Session> {
  await access(path).catch((cause: unknown) => {
    throw missing(path, cause);
  });
  try {
    return await openSession(path, threads);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'runtime') throw noRuntime(cause);
    throw broken(path, cause instanceof Error ? cause.message : String(cause), cause);
  }
}

function noRuntime(cause: Error): StreamTtsError {
  return new StreamTtsError({
    code: 'onnxruntime-missing',
    stage: 'voice',
    exitCode: 3,
    message: 'The voice kokoro needs onnxruntime-node, which is not installed or does not run on this machine.',
    fix: 'npm install onnxruntime-node',
    cause,
  });
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
