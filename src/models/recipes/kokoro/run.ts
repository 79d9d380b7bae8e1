import { readFile } from 'node:fs/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { loadNpz } from '../../npz.ts';
import { asAffine, normsOf } from './norms.ts';

/** A short word: pad, some phonemes, pad. What they mean is of no matter here. */
const TOKENS = [0, 53, 57, 56, 16, 51, 43, 0];
const STYLE_SIZE = 256;
const VOICE = 'jf_alpha';
/** How much of a short word is silent. */
const SILENT = 0.4;

type Results = Awaited<ReturnType<InferenceSession['run']>>;

/** Throws unless the front runs and gives finite numbers. */
export async function runFrontOnce(front: string, voicesNpz: string): Promise<Results> {
  const voice = (await loadNpz(await readFile(voicesNpz)))[VOICE];
  if (!voice) throw new Error(`there is no ${VOICE} in voices_ja.npz`);
  // A voice has one style for each length of text.
  const style = voice.data.slice(TOKENS.length * STYLE_SIZE, (TOKENS.length + 1) * STYLE_SIZE);
  const results = await run(front, {
    tokens: new Tensor('int64', BigInt64Array.from(TOKENS, BigInt), [1, TOKENS.length]),
    style: new Tensor('float32', style, [1, STYLE_SIZE]),
    speed: new Tensor('float32', [1], [1]),
  });
  for (const name of ['frames', 'source', 'gains', 'offsets']) peakOf(results, name);
  return results;
}

/** Throws unless the generator makes sound of what the front gives: finite numbers, and not silence. */
export async function runGeneratorOnce(generator: string, front: string, voicesNpz: string): Promise<void> {
  const { frames, source, gains, offsets } = await runFrontOnce(front, voicesNpz);
  const norms = normsOf(VOICE)?.(SILENT);
  if (!frames || !source || !norms) throw new Error('the derived front lacks an output');
  const { scale, shift } = asAffine(floats(gains), floats(offsets), norms);
  const column = (values: Float32Array) => new Tensor('float32', values, [1, values.length, 1]);
  const results = await run(generator, { frames, source, scale: column(scale), shift: column(shift) });
  const peak = peakOf(results, 'audio');
  if (!(peak > 0.01 && peak < 10)) throw new Error(`the derived model gives no usable sound (peak ${peak})`);
}

async function run(path: string, feeds: InferenceSession.FeedsType): Promise<Results> {
  const session = await InferenceSession.create(path, { intraOpNumThreads: 2, logSeverityLevel: 3 });
  try {
    return await session.run(feeds);
  } finally {
    await session.release();
  }
}

function peakOf(results: Results, name: string): number {
  const data = floats(results[name]);
  if (data.length === 0) throw new Error(`the derived model gives no ${name}`);
  const peak = data.reduce((max, value) => Math.max(max, Math.abs(value)), 0);
  if (!Number.isFinite(peak)) throw new Error(`the derived model gives ${name} without end`);
  return peak;
}

function floats(tensor: Results[string] | undefined): Float32Array {
  return tensor?.data instanceof Float32Array ? tensor.data : new Float32Array();
}
