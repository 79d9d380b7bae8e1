import type { NodeProto } from 'onnx-buf';
import { type LazyTensor, tensorValues } from '../onnx-file.ts';
import { HALF_TURN } from './bend.ts';
import type { Site } from './sites.ts';

/** A convolution's weights [out, in, kernel] and bias [out], in floats. */
export interface FloatConvolution {
  readonly name: string;
  readonly node: NodeProto;
  readonly dims: readonly [out: number, into: number, kernel: number];
  weights(): Float32Array;
  bias(): Float32Array;
}

/** The convolution of a site as one over an angle in half turns, `πu = αy`, bent: `y + sin²(αy)/α = (u + sin²(πu)/π) · π/α`. */
export function foldSnake(name: string, site: Site, tensors: readonly LazyTensor[]): FloatConvolution {
  const { convolution } = site;
  const [weight, bias] = [1, 2].map((i) => tensors.find((tensor) => tensor.name === convolution.input[i]));
  const [out, into, kernel] = weight?.dims ?? [];
  if (!weight || !bias || !out || !into || !kernel) throw new Error(`${convolution.name} has no weights`);
  const alpha = tensorValues(site.alpha);
  return {
    name,
    node: convolution,
    dims: [out, into, kernel],
    weights: () =>
      Float32Array.from(
        floats(weight),
        (value, i) => (HALF_TURN * value) / (alpha[Math.floor(i / kernel) % into] ?? 1),
      ),
    bias: () => floats(bias),
  };
}

function floats(tensor: LazyTensor): Float32Array {
  const values = tensor.values();
  if (values instanceof Float32Array) return values;
  throw new Error(`${tensor.name} is not in floats`);
}
