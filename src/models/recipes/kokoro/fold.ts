import type { NodeProto } from 'onnx-buf';
import { type LazyTensor, tensorValues } from '../onnx-file.ts';
import type { Site } from './sites.ts';

/** A convolution's weights [out, in, kernel] and bias [out], in floats. */
export interface FloatConvolution {
  readonly name: string;
  readonly node: NodeProto;
  readonly dims: readonly [out: number, into: number, kernel: number];
  weights(): Float32Array;
  bias(): Float32Array;
}

/** Nodes, and the tensors that they need. */
export interface Part {
  readonly nodes: readonly NodeProto[];
  readonly tensors: readonly LazyTensor[];
}

/**
 * The convolution of a site as one over `v − cos v` with `v = 2αy`: as `y + sin²(αy)/α = (v − cos v + 1) / 2α`, what
 * does not depend on time moves into its weights and bias.
 */
export function foldSnake(name: string, site: Site, tensors: readonly LazyTensor[]): FloatConvolution {
  const { convolution } = site;
  const [weight, bias] = [1, 2].map((i) => tensors.find((tensor) => tensor.name === convolution.input[i]));
  const [out, into, kernel] = weight?.dims ?? [];
  if (!weight || !bias || !out || !into || !kernel) throw new Error(`${convolution.name} has no weights`);
  const alpha = tensorValues(site.alpha);
  const weights = () =>
    Float32Array.from(floats(weight), (value, i) => value / (2 * (alpha[Math.floor(i / kernel) % into] ?? 1)));
  return {
    name,
    node: convolution,
    dims: [out, into, kernel],
    weights,
    bias() {
      const sums = Float32Array.from(floats(bias));
      for (const [i, value] of weights().entries()) {
        const o = Math.floor(i / (into * kernel));
        sums[o] = (sums[o] ?? 0) + value;
      }
      return sums;
    },
  };
}

function floats(tensor: LazyTensor): Float32Array {
  const values = tensor.values();
  if (values instanceof Float32Array) return values;
  throw new Error(`${tensor.name} is not in floats`);
}
