import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { create } from '@bufbuild/protobuf';
import { type GraphProto, type ModelProto, type NodeProto, NodeProtoSchema, type TensorProto } from 'onnx-buf';
import { type GraphIndex, indexGraph, prune } from './graph.ts';
import type { Part } from './nodes.ts';
import { type LazyTensor, readModel, tensorValues, writeModel } from './onnx-file.ts';
import { runKokoroOnce } from './run-kokoro.ts';

/**
 * Kokoro's int8 export computes its 87 convolutions in integers, which onnxruntime-node does about three times slower
 * than in floats: this turns them back into float32 `Conv`. The 148 MatMulInteger stay, they are quick.
 */
export async function floatConvolutions(paths: { from: string; to: string; dir: string }): Promise<void> {
  const temporary = `${paths.to}.${process.pid}.tmp`;
  try {
    const model = await readModel(paths.from);
    const { tensors } = convolutionsToFloat(model);
    await writeModel(temporary, model, tensors);
    await runKokoroOnce(temporary, join(paths.dir, 'voices_ja.npz'));
    await rename(temporary, paths.to);
  } finally {
    await rm(temporary, { force: true });
  }
}

/**
 * Changes `model` in place and returns the weights that it then needs besides its own initialisers. `otherwise` may
 * put something else in a convolution's place than one in floats. What is replaced,
 * as the quantiser writes it (zero point of the input by DynamicQuantizeLinear, bias in the integer domain):
 * `Mul(Cast(ConvInteger(q(x), w, zx, zw) [+ Reshape(Cast(Floor(Div(bias, s))))]), s)` where `s = Mul(sx, sw)`.
 */
export function convolutionsToFloat(
  model: ModelProto,
  otherwise: (found: Convolution) => Part | undefined = () => undefined,
): { tensors: LazyTensor[]; replaced: number } {
  const graph = model.graph;
  if (!graph) throw new Error('the file has no graph');
  const index = indexGraph(graph);
  const tensors: LazyTensor[] = [];
  const replacement = new Map<NodeProto, readonly NodeProto[]>();
  const dropped = new Set<NodeProto>();
  for (const node of graph.node) {
    if (node.opType !== 'ConvInteger') continue;
    const found = matchConvolution(node, index);
    const part = otherwise(found) ?? convolveInFloats(found, `float_conv_${replacement.size}`);
    tensors.push(...part.tensors);
    replacement.set(found.last, part.nodes);
    for (const link of found.chain) dropped.add(link);
  }
  graph.node = graph.node.filter((node) => !dropped.has(node)).flatMap((node) => replacement.get(node) ?? [node]);
  prune(graph);
  dropStaleTypes(graph);
  return { tensors, replaced: replacement.size };
}

/** A convolution as the quantiser writes it. */
export interface Convolution {
  readonly node: NodeProto;
  /** Name of the float tensor that was quantised. */
  readonly input: string;
  /** [out, in, kernel], a byte each. */
  readonly weight: TensorProto;
  readonly zeroPoint: TensorProto | undefined;
  readonly scale: TensorProto;
  readonly bias: TensorProto | undefined;
  /** The Mul that gives the float result. */
  readonly last: NodeProto;
  /** The integer nodes before it. */
  readonly chain: readonly NodeProto[];
}

function matchConvolution(node: NodeProto, index: GraphIndex): Convolution {
  const quantise = index.producer(node.input[0]);
  const input = quantise?.input[0];
  if (quantise?.opType !== 'DynamicQuantizeLinear' || input === undefined) throw unexpected(node, 'input');
  const weight = index.constant(node.input[1]);
  if (!weight) throw unexpected(node, 'weight');
  const chain = [node];
  let next = onlyConsumer(node, index);
  let bias: TensorProto | undefined;
  if (next.opType === 'Add') {
    bias = traceBias(otherInput(next, node), index, node);
    chain.push(next);
    next = onlyConsumer(next, index);
  }
  if (next.opType !== 'Cast') throw unexpected(node, next.opType);
  chain.push(next);
  const last = onlyConsumer(next, index);
  if (last.opType !== 'Mul') throw unexpected(node, last.opType);
  const scales = index.producer(otherInput(last, next));
  const scale = scales?.input.map((name) => index.constant(name)).find((tensor) => tensor !== undefined);
  if (scales?.opType !== 'Mul' || !scale) throw unexpected(node, 'scale');
  return { node, input, weight, zeroPoint: index.constant(node.input[3]), scale, bias, last, chain };
}

function convolveInFloats(found: Convolution, name: string): Part {
  const { node, input, last } = found;
  const bias = found.bias && biasOf(found.bias, `${name}_bias`);
  const weights = floatWeights(`${name}_weight`, found);
  const conv = create(NodeProtoSchema, {
    opType: 'Conv',
    name: `${node.name}_float`,
    input: [input, weights.name, ...(bias ? [bias.name] : [])],
    output: last.output,
    attribute: node.attribute,
  });
  return { nodes: [conv], tensors: [weights, ...(bias ? [bias] : [])] };
}

/** The bias was divided by the scale and rounded down; the numerator is the float bias itself. */
function traceBias(name: string | undefined, index: GraphIndex, of: NodeProto): TensorProto {
  let at = index.producer(name);
  while (at && ['Reshape', 'Cast', 'Floor'].includes(at.opType)) at = index.producer(at.input[0]);
  const bias = at?.opType === 'Div' ? index.constant(at.input[0]) : undefined;
  if (!bias) throw unexpected(of, 'bias');
  return bias;
}

/** (q − zero point) · scale; either may be one number for all, or one for each output channel. */
function floatWeights(name: string, found: Convolution): LazyTensor {
  const dims = found.weight.dims.map(Number);
  const channels = dims[0] ?? 1;
  return {
    name,
    dims,
    values() {
      const quantised = tensorValues(found.weight);
      const zeros = found.zeroPoint ? tensorValues(found.zeroPoint) : [0];
      const scales = tensorValues(found.scale);
      const floats = new Float32Array(quantised.length);
      const channelSize = quantised.length / channels;
      for (let channel = 0, i = 0; channel < channels; channel++) {
        const zero = zeros[zeros.length > 1 ? channel : 0] ?? 0;
        const scale = scales[scales.length > 1 ? channel : 0] ?? 1;
        for (let end = i + channelSize; i < end; i++) floats[i] = ((quantised[i] ?? 0) - zero) * scale;
      }
      return floats;
    },
  };
}

function biasOf(tensor: TensorProto, name: string): LazyTensor {
  const bias = Float32Array.from(tensorValues(tensor));
  return { name, dims: [bias.length], values: () => bias };
}

function onlyConsumer(node: NodeProto, index: GraphIndex): NodeProto {
  const consumers = index.consumers(node.output[0]);
  const [only] = consumers;
  if (!only || consumers.length > 1) throw unexpected(node, `${consumers.length} consumers`);
  return only;
}

function otherInput(node: NodeProto, one: NodeProto): string | undefined {
  return node.input.find((name) => name !== one.output[0]);
}

/** Shapes and types noted for tensors that are gone would only be carried along. */
function dropStaleTypes(graph: GraphProto): void {
  const made = new Set(graph.node.flatMap((node) => node.output));
  graph.valueInfo = graph.valueInfo.filter((info) => made.has(info.name));
}

function unexpected(node: NodeProto, what: string): Error {
  return new Error(`${node.name} is not a convolution as the quantiser writes it (${what})`);
}
