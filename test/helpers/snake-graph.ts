import { create } from '@bufbuild/protobuf';
import {
  GraphProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  type TensorProto,
  TensorProto_DataType,
  TensorProtoSchema,
} from 'onnx-buf';
import { CUTS } from '../../src/models/recipes/kokoro/names.ts';
import { node, port } from '../../src/models/recipes/nodes.ts';
import type { LazyTensor } from '../../src/models/recipes/onnx-file.ts';

export const CHANNELS = 4;
export const ALPHAS = [0.5, 1, 1.5, 0.1];
const KERNEL = 3;
export const DILATION = 3;
const CONVOLUTION = { pads: [DILATION, DILATION], dilations: [DILATION], kernel_shape: [KERNEL] };

/** Which phases its one site is in. */
export const ONE_STRAND = [
  { blocks: ['resblocks.0'], phases: 4, begins: [{ name: 'resblocks.0/begin' }], ends: 'resblocks.0/end' },
];

/**
 * One site of Kokoro's generator as its export writes it, with the tensors at which the graph is cut: what is
 * normalised over time, given a gain and an offset, bent by Snake and convolved. Inputs `x` [1, 4, time], `z` [1, 2, any],
 * `d` [any], `gain` and `offset` [1, 4, 1]; output `audio` [1, 4, time]. The weights come beside it.
 */
export function snakeGraph(): { model: ModelProto; tensors: LazyTensor[] } {
  const at = (name: string) => `/decoder/decoder/generator/resblocks.0/${name}`;
  const graph = create(GraphProtoSchema, {
    name: 'test',
    node: [
      node('Identity', ['x'], [CUTS.frames]),
      node('Identity', ['z'], [CUTS.source]),
      node('Identity', ['d'], [CUTS.durations]),
      node('Identity', [CUTS.frames], [at('begin')]),
      node('ReduceMean', [at('begin'), 'time'], [at('mean')], { keepdims: 1 }),
      node('Sub', [at('begin'), at('mean')], [at('centred')]),
      node('Mul', [at('centred'), at('centred')], [at('squares')]),
      node('ReduceMean', [at('squares'), 'time'], [at('variance')], { keepdims: 1 }),
      node('Add', [at('variance'), 'epsilon'], [at('sum')]),
      node('Sqrt', [at('sum')], [at('deviation')]),
      node('Div', [at('centred'), at('deviation')], [at('normal')]),
      node('Mul', ['gain', at('normal')], [at('gained')]),
      node('Add', [at('gained'), 'offset'], [at('y')]),
      node('Mul', ['block.alpha1', at('y')], [at('angle')]),
      node('Sin', [at('angle')], [at('sine')]),
      node('Pow', [at('sine'), 'two'], [at('square')]),
      node('Div', ['one', 'block.alpha1'], [at('inverse')]),
      node('Mul', [at('inverse'), at('square')], [at('bend')]),
      node('Add', [at('y'), at('bend')], [at('bent')]),
      create(NodeProtoSchema, {
        ...node('Conv', [at('bent'), 'weight', 'bias'], [at('made')], CONVOLUTION),
        name: at('convs1.0/Conv'),
      }),
      node('Identity', [at('made')], [at('end')]),
      node('Identity', [at('end')], ['audio']),
    ],
    initializer: [
      create(TensorProtoSchema, { name: 'time', dims: [1n], dataType: TensorProto_DataType.INT64, int64Data: [2n] }),
      floats('epsilon', [], [1e-5]),
      floats('one', [], [1]),
      floats('two', [], [2]),
      floats('block.alpha1', [1n, BigInt(CHANNELS), 1n], ALPHAS),
    ],
    input: [
      port('x', [1, CHANNELS, 'time']),
      port('z', [1, 2, 'any']),
      port('d', ['tokens'], 'int64'),
      port('gain', [1, CHANNELS, 1]),
      port('offset', [1, CHANNELS, 1]),
    ],
    output: [port('audio', [1, CHANNELS, 'time'])],
  });
  const model = create(ModelProtoSchema, {
    irVersion: 8n,
    opsetImport: [create(OperatorSetIdProtoSchema, { version: 20n })],
    graph,
  });
  const weights = Float32Array.from({ length: CHANNELS * CHANNELS * KERNEL }, (_, i) => Math.sin(3 * i));
  return {
    model,
    tensors: [
      { name: 'weight', dims: [CHANNELS, CHANNELS, KERNEL], values: () => weights },
      { name: 'bias', dims: [CHANNELS], values: () => Float32Array.of(0.5, -1, 0, 2) },
    ],
  };
}

function floats(name: string, dims: bigint[], floatData: number[]): TensorProto {
  return create(TensorProtoSchema, { name, dims, dataType: TensorProto_DataType.FLOAT, floatData });
}
