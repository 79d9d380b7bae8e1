import { readFile } from 'node:fs/promises';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { loadNpz } from '../npz.ts';

/** A short word: pad, some phonemes, pad. What they mean is of no matter here. */
const TOKENS = [0, 53, 57, 56, 16, 51, 43, 0];
const STYLE_SIZE = 256;

/** Throws unless the graph runs and gives sound: finite numbers, and not silence. */
export async function runKokoroOnce(model: string, voicesNpz: string): Promise<void> {
  const [voice] = Object.values(await loadNpz(await readFile(voicesNpz)));
  if (!voice) throw new Error('there is no voice in voices_ja.npz');
  const session = await InferenceSession.create(model, { intraOpNumThreads: 2, logSeverityLevel: 3 });
  try {
    // A voice has one style for each length of text.
    const style = voice.data.slice(TOKENS.length * STYLE_SIZE, (TOKENS.length + 1) * STYLE_SIZE);
    const { audio } = await session.run({
      tokens: new Tensor('int64', BigInt64Array.from(TOKENS, BigInt), [1, TOKENS.length]),
      style: new Tensor('float32', style, [1, STYLE_SIZE]),
      speed: new Tensor('float32', [1], [1]),
    });
    const samples = audio?.data;
    if (!(samples instanceof Float32Array) || samples.length === 0) throw new Error('the derived model gives no sound');
    const peak = samples.reduce((max, sample) => Math.max(max, Math.abs(sample)), 0);
    if (!(peak > 0.001 && peak < 10)) throw new Error(`the derived model gives no usable sound (peak ${peak})`);
  } finally {
    await session.release();
  }
}
