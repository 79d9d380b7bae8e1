import type { GraphProto } from 'onnx-buf';
import { cut } from '../graph.ts';
import { node, port } from '../nodes.ts';
import type { LazyTensor } from '../onnx-file.ts';
import { CUTS } from './names.ts';
import { findSites } from './sites.ts';
import { convolveSpectra } from './spectrum.ts';

/**
 * Leaves of Kokoro's graph what is computed once for an utterance: everything before the generator, its harmonic
 * source, and the gains and offsets that the style gives the generator's norms (one after the other, by `findSites`).
 * Returns the tensors that are still used.
 */
export function keepFront(graph: GraphProto, tensors: readonly LazyTensor[]): LazyTensor[] {
  const sites = findSites(graph);
  const bases = convolveSpectra(graph);
  const channels = sites.reduce((sum, site) => sum + site.channels, 0);
  const joined = (names: readonly string[], as: string) => node('Concat', names, [as], { axis: 1 });
  graph.node.push(
    joined(
      sites.map(({ gain }) => gain),
      'gains',
    ),
    joined(
      sites.map(({ offset }) => offset),
      'offsets',
    ),
    node('Identity', [CUTS.frames], ['frames']),
    node('Identity', [CUTS.source], ['source']),
    node('Identity', [CUTS.durations], ['durations']),
  );
  graph.output = [
    port('durations', ['tokens'], 'int64'),
    port('frames', [1, 'rows', 'half_frames']),
    port('source', [1, 'source_rows', 'source_frames']),
    port('gains', [1, channels, 1]),
    port('offsets', [1, channels, 1]),
  ];
  cut(graph);
  const used = new Set(graph.node.flatMap(({ input }) => input));
  return [...bases, ...tensors].filter(({ name }) => used.has(name));
}
