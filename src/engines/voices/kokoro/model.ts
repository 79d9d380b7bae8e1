import { access, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { loadNpz } from '../../../models/npz.ts';
import { hasNorms, normsOf } from '../../../models/recipes/kokoro/norms.ts';
import { StreamTtsError } from '../../../spec/errors.ts';
import { type Session, SessionError, type Sessions, type Tensors } from './session.ts';
import { MOST_TOKENS, markTokens, parseVocabulary, type Vocabulary } from './tokens.ts';
import { createUtterance, FRAME_SAMPLES, silentShare, type Utterance } from './utterance.ts';

/** Absolute paths of the files of the catalogue's `kokoro-82m`. */
export interface KokoroFiles {
  /** The untouched graph, for voices without `normsOf`, and the one for streaming, cut in two; without that all speak whole. */
  readonly graphs: { readonly whole: string; readonly front?: string; readonly generator?: string };
  readonly vocab: string;
  readonly voices: string;
  /** The directory with the English voices, `NAME.bin` each. */
  readonly english?: string;
}

/** The model in memory. */
export interface KokoroModel {
  readonly vocabulary: Vocabulary;
  /** Whether an utterance of this voice is made window by window, and not whole before its first sound. */
  windowed(voice: string): boolean;
  /** Prepares the sound of the tokens; silence at its ends may be included. Runs go one at a time, in the order of the calls. */
  begin(voice: string, tokens: readonly number[], speed: number): Promise<Utterance>;
  /** Gives its graphs back; waits for the run in progress. */
  release(): Promise<void>;
}

const STYLE_LENGTH = 256;

/**
 * Loads the model, of which `sessions` may hold the graphs already, and these voices. Rejects with StreamTtsError
 * `voice-model-missing` or `voice-model-broken`, exit code 3.
 */
export async function loadKokoro(
  files: KokoroFiles,
  voices: readonly string[],
  { sessions, threads }: { readonly sessions: Sessions; readonly threads: number },
): Promise<KokoroModel> {
  const { vocabulary, styles } = await readVoices(files, voices);
  const { whole, front, generator } = files.graphs;
  const graphs = { whole, front: front ?? '', generator: generator ?? '' };
  const streaming = front !== undefined && generator !== undefined;
  const windowed = (voice: string) => streaming && hasNorms(voice);
  const opened = new Map<string, Promise<Session>>();
  const open = (graph: keyof typeof graphs) => {
    const session = opened.get(graph) ?? openGraph(sessions, graphs[graph], threads);
    opened.set(graph, session);
    return session;
  };
  const release = async () => {
    const all = await Promise.allSettled(opened.values());
    await Promise.all(all.map(async (one) => one.status === 'fulfilled' && (await one.value.close())));
  };
  try {
    for (const graph of Object.values(files.graphs)) await readable(graph);
    if (windowed(voices[0] ?? '')) await Promise.all([open('front'), open('generator')]);
    else await open('whole');
  } catch (error) {
    await release();
    throw error;
  }
  const run = async (graph: keyof typeof graphs, inputs: Tensors) => (await open(graph)).run(inputs);
  const marks = markTokens(vocabulary);
  const norms = new Map<string, ReturnType<typeof normsOf>>();
  const normsFor = (voice: string) => {
    if (!norms.has(voice)) norms.set(voice, windowed(voice) ? normsOf(voice) : undefined);
    return norms.get(voice);
  };

  return {
    vocabulary,
    windowed,
    async begin(voice, tokens, speed) {
      // A voice has a style for every length of utterance.
      const row = Math.min(tokens.length, MOST_TOKENS) - 1;
      const style = styles[voice]?.slice(row * STYLE_LENGTH, (row + 1) * STYLE_LENGTH);
      const inputs: Tensors = {
        tokens: { data: BigInt64Array.from([0, ...tokens, 0], BigInt), dims: [1, tokens.length + 2] },
        style: { data: style ?? new Float32Array(STYLE_LENGTH), dims: [1, STYLE_LENGTH] },
        speed: { data: Float32Array.of(speed), dims: [1] },
      };
      const normsAt = normsFor(voice);
      if (normsAt === undefined) return wholeUtterance(await run('whole', inputs));
      const last = tokens.findLastIndex((token) => !marks.has(token));
      const made = await run('front', inputs);
      const durations = [...(made.durations?.data ?? [])].map(Number);
      const norms = normsAt(silentShare(durations, tokens, marks));
      const shape = { norms, marks: tokens.length - 1 - last };
      return createUtterance(made, shape, (window) => run('generator', window));
    },
    release,
  };
}

/** An utterance that is made already. */
function wholeUtterance({ audio }: Tensors): Utterance {
  if (!(audio?.data instanceof Float32Array)) throw new Error('it gives no sound');
  let rest = audio.data;
  return {
    get left() {
      return Math.ceil(rest.length / FRAME_SAMPLES);
    },
    // The untouched graph tells no durations.
    beginOf: (token) => (token === 0 ? 0 : undefined),
    async next() {
      const all = rest;
      rest = rest.subarray(rest.length);
      return all;
    },
  };
}

/** The vocabulary, and each voice's styles, a row for every length of utterance. Rejects as `loadKokoro` does. */
export async function readVoices(files: KokoroFiles, voices: readonly string[]) {
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

async function readable(path: string): Promise<void> {
  await access(path).catch((cause: unknown) => {
    throw missing(path, cause);
  });
}

async function openGraph(sessions: Sessions, path: string, threads: number): Promise<Session> {
  try {
    return await sessions.open(path, threads);
  } catch (cause) {
    if (!(cause instanceof SessionError)) throw cause;
    if (cause.code === 'runtime') throw noRuntime(cause);
    throw broken(path, cause.message, cause);
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
