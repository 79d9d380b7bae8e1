import { CONTEXT_FRAMES, SOUND_CONTEXT } from '../../../models/recipes/kokoro/names.ts';
import { asAffine, type Norms } from '../../../models/recipes/kokoro/norms.ts';
import type { Numbers, Tensors } from './session.ts';

/** Samples of one of the model's frames: 25 ms. */
export const FRAME_SAMPLES = 600;

/** The sound of some tokens, made window by window. */
export interface Utterance {
  /** Frames that may sound and were not made yet. */
  readonly left: number;
  /** The sample of all its sound at which a token begins, by the model's own durations; undefined where it gives none. */
  beginOf(token: number): number | undefined;
  /** The sound of the next frames, as many as are left at most. Whatever the windows, they join to the same samples. */
  next(frames: number): Promise<Float32Array>;
}

/**
 * `front` is what Kokoro's front graph gives for the tokens, `generate` runs the generator; `marks` as in
 * `soundingFrames`. Frames that are silent are not computed: most of the pad before the first token, and of what
 * follows the last one that is said.
 */
export function createUtterance(
  front: Tensors,
  { norms, marks }: { norms: Norms; marks: number },
  generate: (inputs: Tensors) => Promise<Tensors>,
): Utterance {
  const { frames, source, gains, offsets, durations } = front;
  if (!frames || !source || !gains || !offsets || !durations) throw new Error('its front graph lacks an output');
  const lengths = [...durations.data].map(Number);
  const { from, to } = soundingFrames(lengths, marks);
  const norm = asAffine(floats(gains.data), floats(offsets.data), norms);
  const channels = norm.scale.length;
  let at = from;

  return {
    get left() {
      return to - at;
    },
    beginOf(token) {
      // The pad before the first token is one of the durations.
      const frames = lengths.slice(0, token + 1).reduce((sum, length) => sum + length, 0);
      return Math.max(0, frames - from) * FRAME_SAMPLES;
    },
    async next(count) {
      const end = Math.min(to, at + count);
      const [first, last] = [at - CONTEXT_FRAMES, end + CONTEXT_FRAMES];
      const kept = (end - at) * FRAME_SAMPLES;
      at = end;
      const { audio } = await generate({
        frames: columns(frames, 2 * first, 2 * last),
        source: columns(source, 120 * first, 120 * last + 1),
        scale: { data: norm.scale, dims: [1, channels, 1] },
        shift: { data: norm.shift, dims: [1, channels, 1] },
      });
      return floats(audio?.data).subarray(SOUND_CONTEXT, SOUND_CONTEXT + kept);
    },
  };
}

/** How long before its first token, and after its last that is more than a mark, an utterance may sound: 100 ms (measured: 50, and 25). */
const MARGIN_FRAMES = 4;

/**
 * Which of the frames may sound, by the frames of each token, the pads at both ends included. `marks`: how many tokens
 * before the last pad are marks and spaces, which are silent.
 */
export function soundingFrames(durations: readonly number[], marks: number): { from: number; to: number } {
  const total = durations.reduce((sum, frames) => sum + frames, 0);
  const tail = durations.slice(durations.length - 1 - marks).reduce((sum, frames) => sum + frames, 0);
  const from = Math.max(0, (durations[0] ?? 0) - MARGIN_FRAMES);
  const to = Math.min(total, total - tail + MARGIN_FRAMES);
  return to > from ? { from, to } : { from: 0, to: total };
}

/**
 * How much of an utterance is pads, marks and spaces, 0 to 1: `durations` are the frames of each token, the pads at both
 * ends included, `tokens` those between the pads.
 */
export function silentShare(
  durations: readonly number[],
  tokens: readonly number[],
  marks: ReadonlySet<number>,
): number {
  let silent = 0;
  let total = 0;
  for (const [i, frames] of durations.entries()) {
    const token = tokens[i - 1];
    if (token === undefined || marks.has(token)) silent += frames;
    total += frames;
  }
  return total === 0 ? 0 : silent / total;
}

/** Columns `from` to `to` of a tensor [1, rows, columns]; beyond its ends the first and the last go on. */
function columns({ data, dims: [, rows = 0, width = 0] }: Numbers, from: number, to: number): Numbers {
  const all = floats(data);
  const part = new Float32Array(rows * (to - from));
  const [inFrom, inTo] = [Math.max(0, from), Math.min(width, to)];
  for (let row = 0; row < rows; row++) {
    const at = row * (to - from);
    part.fill(all[row * width] ?? 0, at, at + inFrom - from);
    part.set(all.subarray(row * width + inFrom, row * width + inTo), at + inFrom - from);
    part.fill(all[(row + 1) * width - 1] ?? 0, at + inTo - from, at + to - from);
  }
  return { data: part, dims: [1, rows, to - from] };
}

function floats(data: Float32Array | BigInt64Array | undefined): Float32Array {
  if (data instanceof Float32Array) return data;
  throw new Error('it gives no sound');
}
