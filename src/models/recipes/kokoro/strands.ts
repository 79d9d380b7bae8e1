import type { GraphProto } from 'onnx-buf';
import type { Part } from '../nodes.ts';
import type { LazyTensor } from '../onnx-file.ts';
import { CONTEXT_FRAMES, SOUND_CONTEXT } from './names.ts';
import { fromPhases, toPhases } from './phases.ts';
import type { Site } from './sites.ts';

/** A part of the generator whose tensors are all in as many phases. Names are those of nodes. */
export interface Strand {
  readonly blocks: readonly string[];
  readonly phases: number;
  /** Their outputs come in, without so many samples at the ends. */
  readonly begins: ReadonlyArray<{ readonly name: string; readonly before?: number; readonly after?: number }>;
  /** Its output goes out. */
  readonly ends: string;
}

/** Of the window's context, what the second rate leaves out at either end: its own kernels reach no further than the rest. */
const NARROWER = 120 * CONTEXT_FRAMES - SOUND_CONTEXT / 5;

/**
 * More phases save more, and lose more to rounding: the second rate's source blocks, whose tensors are the spikiest, have
 * few (with 8 the sound is 47 dB above what is lost, with 4 61 dB), and so has the first rate, whose weights are large
 * (8 would be a twentieth quicker for 25 MB). The second rate has one sample more than is a multiple.
 */
export const STRANDS: readonly Strand[] = [
  {
    blocks: ['noise_res.0', 'resblocks.0', 'resblocks.1', 'resblocks.2'],
    phases: 4,
    begins: [{ name: 'noise_convs.0/Conv_quant_float' }, { name: 'ups.0/ConvTranspose' }],
    ends: 'Div_2',
  },
  {
    blocks: ['noise_res.1'],
    phases: 4,
    begins: [{ name: 'noise_convs.1/Conv_quant_float', before: NARROWER, after: NARROWER + 1 }],
    ends: 'noise_res.1/Add_8',
  },
  {
    blocks: ['resblocks.3', 'resblocks.4', 'resblocks.5'],
    phases: 8,
    begins: [{ name: 'reflection_pad/Pad', before: NARROWER, after: NARROWER + 1 }, { name: 'noise_res.1/Add_8' }],
    ends: 'Div_4',
  },
];

/** In how many phases a site's tensor is. */
export function phasesOf({ convolution }: Site, strands: readonly Strand[]): number {
  const strand = strands.find(({ blocks }) => blocks.some((block) => convolution.name.includes(`/${block}/`)));
  if (strand === undefined) throw new Error(`${convolution.name} is in none of the generator's blocks`);
  return strand.phases;
}

/** Brings what comes into each strand to its phases, and what goes out of it back. Returns the tensors for that. */
export function putInPhases(graph: GraphProto, strands: readonly Strand[]): LazyTensor[] {
  const tensors: LazyTensor[] = [];
  /** What the nodes that use the output of `name` get instead, now that it is changed. */
  const put = (name: string, suffix: string, change: (from: string, to: string) => Part) => {
    const at = graph.node.findIndex((node) => node.name.endsWith(`/generator/${name}`));
    const from = graph.node[at]?.output[0];
    if (from === undefined) throw new Error(`the generator has no ${name}`);
    const last = names.get(name) ?? from;
    const to = `${from}_${suffix}`;
    for (const node of graph.node) node.input = node.input.map((input) => (input === last ? to : input));
    const part = change(last, to);
    const made = graph.node.findIndex((node) => node.output.includes(last));
    graph.node.splice(made + 1, 0, ...part.nodes);
    tensors.push(...part.tensors);
    names.set(name, to);
  };
  const names = new Map<string, string>();
  for (const { phases, begins, ends } of strands) {
    for (const { name, ...cut } of begins) put(name, 'in_phases', (from, to) => toPhases(from, to, phases, cut));
    put(ends, 'in_time', fromPhases);
  }
  return tensors;
}
