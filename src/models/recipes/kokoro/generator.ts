import { create } from '@bufbuild/protobuf';
import { type GraphProto, type NodeProto, NodeProtoSchema } from 'onnx-buf';
import { cut } from '../graph.ts';
import { node, port } from '../nodes.ts';
import { type LazyTensor, tensorValues } from '../onnx-file.ts';
import { type FloatConvolution, quantised, type Ranges, SHARED } from './int8.ts';
import { CUTS } from './names.ts';
import { findSites, type Site } from './sites.ts';

/** The ranges of what goes into the sites' convolutions, and of what comes out: their channels one after the other. */
export interface Calibration {
  readonly input: Ranges;
  readonly output: Ranges;
}

export function keepGenerator(
  graph: GraphProto,
  tensors: readonly LazyTensor[],
  calibration?: Calibration,
): LazyTensor[] {
  const sites = findSites(graph);
  const all = sites.flatMap((site) => Array.from(tensorValues(site.alpha)));
  const made: LazyTensor[] = [
    ...SHARED,
    { name: 'twice_alpha', dims: [1, all.length, 1], values: () => Float32Array.from(all, (a) => 2 * a) },
    {
      name: 'channels',
      dims: [sites.length],
      type: 'int64',
      values: () => BigInt64Array.from(sites, ({ channels }) => BigInt(channels)),
    },
  ];
  const nodes = [
    node('Mul', ['scale', 'twice_alpha'], ['scales']),
    node('Mul', ['shift', 'twice_alpha'], ['shifts']),
    node(
      'Split',
      ['scales', 'channels'],
      sites.map((_, i) => `scale_${i}`),
      { axis: 1 },
    ),
    node(
      'Split',
      ['shifts', 'channels'],
      sites.map((_, i) => `shift_${i}`),
      { axis: 1 },
    ),
  ];
  const replaced = new Map<NodeProto, NodeProto[]>();
  let at = 0;
  for (const [i, site] of sites.entries()) {
    const conv = foldSnake(`site_${i}`, site, tensors);
    const [input, output] = [calibration?.input, calibration?.output].map((ranges) => part(ranges, at, site.channels));
    at += site.channels;
    const q = input && output ? quantised(conv, `bent_${i}`, input, output) : asFloat(conv, `bent_${i}`);
    made.push(...q.tensors);
    replaced.set(site.convolution, [
      node('Mul', [site.x, `scale_${i}`], [`scaled_${i}`]),
      node('Add', [`scaled_${i}`, `shift_${i}`], [`y_${i}`]),
      node('Cos', [`y_${i}`], [`cos_${i}`]),
      node('Sub', [`y_${i}`, `cos_${i}`], [`bent_${i}`]),
      ...q.nodes,
    ]);
  }
  const isCut = (name: string) => name === CUTS.frames || name === CUTS.source;
  graph.node = [
    ...nodes,
    node('Identity', ['frames'], [CUTS.frames]),
    node('Identity', ['source'], [CUTS.source]),
    ...graph.node.filter((n) => !n.output.some(isCut)).flatMap((n) => replaced.get(n) ?? [n]),
  ];
  graph.input = [
    port('frames', [1, 'rows', 'half_frames']),
    port('source', [1, 'source_rows', 'source_frames']),
    port('scale', [1, all.length, 1]),
    port('shift', [1, all.length, 1]),
  ];
  cut(graph);
  const used = new Set(graph.node.flatMap((n) => n.input));
  return [...made, ...tensors].filter(({ name }) => used.has(name));
}

function part(ranges: Ranges | undefined, from: number, count: number): Ranges | undefined {
  return ranges && { low: ranges.low.slice(from, from + count), high: ranges.high.slice(from, from + count) };
}

function asFloat({ name, node: old, dims, weights, bias }: FloatConvolution, input: string) {
  return {
    nodes: [create(NodeProtoSchema, { ...old, input: [input, `${name}_weight`, `${name}_bias`] })],
    tensors: [
      { name: `${name}_weight`, dims, values: weights },
      { name: `${name}_bias`, dims: [dims[0]], values: bias },
    ] as LazyTensor[],
  };
}

/** `y + sin²(αy)/α = (v − cos v + 1) / 2α` with `v = 2αy`: what does not depend on time moves into the convolution. */
function foldSnake(name: string, site: Site, tensors: readonly LazyTensor[]): FloatConvolution {
  const { convolution } = site;
  const [weight, bias] = [1, 2].map((i) => tensors.find((tensor) => tensor.name === convolution.input[i]));
  const [out, into, kernel] = weight?.dims ?? [];
  if (!weight || !bias || !out || !into || !kernel) throw new Error(`${convolution.name} has no weights`);
  const alpha = tensorValues(site.alpha);
  const weights = () => {
    const folded = Float32Array.from(weight.values() as Float32Array);
    for (let i = 0; i < folded.length; i++)
      folded[i] = (folded[i] ?? 0) / (2 * (alpha[Math.floor(i / kernel) % into] ?? 1));
    return folded;
  };
  return {
    name,
    node: convolution,
    dims: [out, into, kernel],
    weights,
    bias() {
      const sums = Float32Array.from(bias.values() as Float32Array);
      const size = into * kernel;
      for (const [i, value] of weights().entries()) {
        const o = Math.floor(i / size);
        sums[o] = (sums[o] ?? 0) + value;
      }
      return sums;
    },
  };
}
