import type { NodeProto } from 'onnx-buf';
import { node } from '../nodes.ts';
import type { LazyTensor } from '../onnx-file.ts';

/** The values that each channel of a tensor takes. */
export interface Ranges {
  readonly low: Float32Array;
  readonly high: Float32Array;
}

/** Constants that every quantised convolution refers to. */
export const SHARED: readonly LazyTensor[] = [
  { name: 'unit', dims: [], values: () => Float32Array.of(1) },
  { name: 'middle', dims: [], type: 'uint8', values: () => Uint8Array.of(MIDDLE) },
];
const MIDDLE = 128;

const LARGEST = Number(process.env.LARGEST ?? 127);

/** A convolution's weights [out, in, kernel] and bias [out], in floats. */
export interface FloatConvolution {
  readonly name: string;
  readonly node: NodeProto;
  readonly dims: readonly [out: number, into: number, kernel: number];
  weights(): Float32Array;
  bias(): Float32Array;
}

export function quantised(
  conv: FloatConvolution,
  input: string,
  inRange: Ranges,
  outRange: Ranges,
): { nodes: NodeProto[]; tensors: LazyTensor[] } {
  const { name, dims } = conv;
  const [out, into, kernel] = dims;
  const given = balanced(inRange, conv);
  const made = steps(outRange);
  let cached: ReturnType<typeof integers> | undefined;
  const numbers = () => {
    cached ??= integers(conv, given, made);
    return cached;
  };
  const n = (part: string) => `${name}_${part}`;
  return {
    nodes: [
      node('QuantizeLinear', [input, n('in_step'), n('in_zero')], [n('in')], { axis: 1 }),
      {
        ...node(
          'QLinearConv',
          [n('in'), 'unit', 'middle', n('weight'), n('weight_step'), n('weight_zero'), 'unit', 'middle', n('bias')],
          [n('out')],
        ),
        attribute: conv.node.attribute,
      },
      node('DequantizeLinear', [n('out'), n('out_step'), n('out_zero')], [conv.node.output[0] ?? ''], { axis: 1 }),
    ],
    tensors: [
      { name: n('in_step'), dims: [into], values: () => given.step },
      { name: n('in_zero'), dims: [into], type: 'uint8', values: () => given.zero },
      { name: n('weight'), dims: [out, into, kernel], type: 'int8', values: () => numbers().weights },
      { name: n('weight_step'), dims: [out], values: () => numbers().step },
      { name: n('weight_zero'), dims: [out], type: 'int8', values: () => new Int8Array(out) },
      { name: n('bias'), dims: [out], type: 'int32', values: () => numbers().bias },
      { name: n('out_step'), dims: [out], values: () => made.step },
      { name: n('out_zero'), dims: [out], type: 'uint8', values: () => made.zero },
    ],
  };
}

function steps({ low, high }: Ranges): { step: Float32Array; zero: Uint8Array } {
  const step = new Float32Array(low.length);
  const zero = new Uint8Array(low.length);
  for (let c = 0; c < low.length; c++) {
    const bottom = Math.min(0, low[c] ?? 0);
    const top = Math.max(0, high[c] ?? 0);
    step[c] = Math.max(1e-6, (top - bottom) / 255);
    zero[c] = Math.round(-bottom / (step[c] ?? 1));
  }
  return { step, zero };
}

const P = Number(process.env.SMOOTH ?? 0.5);
const CLIP = Number(process.env.CLIP ?? 1);

function balanced({ low, high }: Ranges, conv: FloatConvolution): { step: Float32Array; zero: Uint8Array } {
  const [, into, kernel] = conv.dims;
  const largest = new Float32Array(into);
  for (const [i, w] of conv.weights().entries()) {
    const c = Math.floor(i / kernel) % into;
    largest[c] = Math.max(largest[c] ?? 0, Math.abs(w));
  }
  const range = low.map((l, c) => Math.max(1e-4, CLIP * (Math.max(0, high[c] ?? 0) - Math.min(0, l))));
  const share = range.map((r, c) => (r * Math.max(1e-9, largest[c] ?? 0)) ** (1 - P));
  const most = share.reduce((a, b) => Math.max(a, b), 0);
  const step = range.map((r, c) => ((r / (share[c] ?? 1)) * most) / 255);
  const zero = Uint8Array.from(low, (l, c) => {
    const middle = (CLIP * (Math.min(0, l) + Math.max(0, high[c] ?? 0))) / 2;
    return Math.max(0, Math.min(255, Math.round(128 - middle / (step[c] ?? 1))));
  });
  return { step, zero };
}

function integers(conv: FloatConvolution, given: ReturnType<typeof steps>, made: ReturnType<typeof steps>) {
  const [out, into, kernel] = conv.dims;
  const floats = conv.weights();
  const floatBias = conv.bias();
  const weights = new Int8Array(floats.length);
  const step = new Float32Array(out);
  const bias = new Int32Array(out);
  const row = new Float32Array(into * kernel);
  for (let o = 0; o < out; o++) {
    const unit = made.step[o] ?? 1;
    let peak = 0;
    for (let i = 0; i < row.length; i++) {
      const c = Math.floor(i / kernel);
      const value = ((floats[o * row.length + i] ?? 0) * (given.step[c] ?? 1)) / unit;
      row[i] = value;
      peak = Math.max(peak, Math.abs(value));
    }
    const s = Math.max(1e-9, peak / LARGEST);
    step[o] = s;
    let shift = 0;
    for (let i = 0; i < row.length; i++) {
      const q = Math.round((row[i] ?? 0) / s);
      weights[o * row.length + i] = q;
      shift += q * ((given.zero[Math.floor(i / kernel)] ?? 0) - MIDDLE);
    }
    bias[o] = Math.round(((floatBias[o] ?? 0) / unit + (made.zero[o] ?? 0) - MIDDLE) / s - shift);
  }
  return { weights, step, bias };
}
