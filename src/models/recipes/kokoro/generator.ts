import type { GraphProto, NodeProto } from 'onnx-buf';
import { cut } from '../graph.ts';
import { node, port } from '../nodes.ts';
import { integers, type LazyTensor, tensorValues } from '../onnx-file.ts';
import { bend, bendTensors, HALF_TURN } from './bend.ts';
import { foldSnake } from './fold.ts';
import { CUTS } from './names.ts';
import { convolveInPhases } from './phases.ts';
import { findSites } from './sites.ts';
import { phasesOf, putInPhases, STRANDS } from './strands.ts';
import { convolveUpsampling } from './upsampling.ts';

/**
 * Leaves of Kokoro's graph the generator, and makes it local in time: its norms are a scale and a shift for each
 * channel, which are inputs (`scale`, `shift`, one site after the other). A norm is then two passes over a tensor, its
 * Snake is `bend`, and its convolution is made of few products (see `convolveInPhases`). Inputs `frames` and `source` are those that the front gives, or the same columns of both. Returns the tensors
 * that are used.
 */
export function keepGenerator(graph: GraphProto, tensors: readonly LazyTensor[], strands = STRANDS): LazyTensor[] {
  const sites = findSites(graph);
  const alphas = sites.flatMap(({ alpha }) => Array.from(tensorValues(alpha)));
  const made: LazyTensor[] = [
    {
      name: 'half_turns',
      dims: [1, alphas.length, 1],
      values: () => Float32Array.from(alphas, (alpha) => alpha / HALF_TURN),
    },
    ...bendTensors(),
    integers(
      'channels',
      sites.map(({ channels }) => channels),
    ),
  ];
  const replaced = new Map<NodeProto, readonly NodeProto[]>();
  for (const [i, site] of sites.entries()) {
    const convolution = convolveInPhases(foldSnake(`site_${i}`, site, tensors), phasesOf(site, strands), `bent_${i}`);
    made.push(...convolution.tensors);
    replaced.set(site.convolution, [
      node('Mul', [site.x, `scale_${i}`], [`scaled_${i}`]),
      node('Add', [`scaled_${i}`, `shift_${i}`], [`turns_${i}`]),
      ...bend(`turns_${i}`, `bent_${i}`),
      ...convolution.nodes,
    ]);
  }
  const isCut = (name: string) => name === CUTS.frames || name === CUTS.source;
  graph.node = [
    ...['scale', 'shift'].flatMap((name) => [
      node('Mul', [name, 'half_turns'], [`${name}s`]),
      node(
        'Split',
        [`${name}s`, 'channels'],
        [...sites.keys()].map((i) => `${name}_${i}`),
        { axis: 1 },
      ),
    ]),
    node('Identity', ['frames'], [CUTS.frames]),
    node('Identity', ['source'], [CUTS.source]),
    ...graph.node.filter(({ output }) => !output.some(isCut)).flatMap((old) => replaced.get(old) ?? [old]),
  ];
  graph.input = [
    port('frames', [1, 'rows', 'half_frames']),
    port('source', [1, 'source_rows', 'source_frames']),
    port('scale', [1, alphas.length, 1]),
    port('shift', [1, alphas.length, 1]),
  ];
  made.push(...convolveUpsampling(graph));
  cut(graph);
  made.push(...putInPhases(graph, strands));
  const used = new Set(graph.node.flatMap(({ input }) => input));
  return [...made, ...tensors].filter(({ name }) => used.has(name));
}
