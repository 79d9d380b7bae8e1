import type { GraphProto, NodeProto, TensorProto } from 'onnx-buf';
import { type GraphIndex, indexGraph } from '../graph.ts';

/**
 * A place in the generator where a tensor is normalised over time, given the voice's gain and offset, bent by Snake and
 * convolved: `Conv(y + sin²(αy)/α)` with `y = gain · (x − mean) / sqrt(variance + ε) + offset`.
 */
export interface Site {
  /** Names of tensors. `x` and the sound's are [1, channels, time]; the others [1, channels, 1]. */
  readonly x: string;
  readonly mean: string;
  readonly variance: string;
  readonly gain: string;
  readonly offset: string;
  readonly bent: string;
  readonly alpha: TensorProto;
  readonly channels: number;
  readonly convolution: NodeProto;
}

/** The generator's 48 sites, in the order of the graph. Throws when one is not built as Kokoro's export is. */
export function findSites(graph: GraphProto): Site[] {
  const index = indexGraph(graph);
  const sites: Site[] = [];
  for (const node of graph.node) {
    if (node.opType !== 'Sin' || !node.name.includes('/generator/')) continue;
    const scaled = index.producer(node.input[0]);
    const alpha = scaled?.input.map((name) => index.constant(name)).find((tensor) => tensor !== undefined);
    if (scaled?.opType !== 'Mul' || !alpha?.name.includes('.alpha')) continue;
    sites.push(readSite(node, scaled, alpha, index));
  }
  return sites;
}

function readSite(sine: NodeProto, scaled: NodeProto, alpha: TensorProto, index: GraphIndex): Site {
  const fail = (what: string): never => {
    throw new Error(`${sine.name} is not a Snake over a normalised tensor (${what})`);
  };
  const follow = (node: NodeProto, opType: string): NodeProto =>
    index.consumers(node.output[0]).find((next) => next.opType === opType) ?? fail(opType);
  const made = (name: string | undefined, opType: string): NodeProto => {
    const node = index.producer(name);
    return node?.opType === opType ? node : fail(opType);
  };
  const name = (value: string | undefined): string => value ?? fail('a name');
  const other = (node: NodeProto, one: string | undefined) => name(node.input.find((input) => input !== one));

  const bent = follow(follow(follow(sine, 'Pow'), 'Mul'), 'Add');
  const convolution = follow(bent, 'Conv');
  const y = made(other(scaled, alpha.name), 'Add');
  const gained = y.input.map((input) => index.producer(input)).find((node) => node?.opType === 'Mul') ?? fail('gain');
  const normal =
    gained.input.map((input) => index.producer(input)).find((node) => node?.opType === 'Div') ?? fail('norm');
  const centred = made(normal.input[0], 'Sub');
  const deviation = made(normal.input[1], 'Sqrt');
  const sum = made(deviation.input[0], 'Add');
  const variance = sum.input.map((input) => index.producer(input)).find((node) => node?.opType === 'ReduceMean');
  return {
    x: name(centred.input[0]),
    mean: name(made(centred.input[1], 'ReduceMean').output[0]),
    variance: name((variance ?? fail('variance')).output[0]),
    gain: other(gained, normal.output[0]),
    offset: other(y, gained.output[0]),
    bent: name(bent.output[0]),
    alpha,
    channels: Number(alpha.dims[1] ?? fail('channels')),
    convolution,
  };
}
