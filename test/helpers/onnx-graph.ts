import { create } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  GraphProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  OperatorSetIdProtoSchema,
  type TensorProto,
  TensorProto_DataType,
  TensorProtoSchema,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  ValueInfoProtoSchema,
} from 'onnx-buf';

const { FLOAT, INT32, INT64, UINT8 } = TensorProto_DataType;
const WEIGHT_SCALE = 0.02;

/**
 * One convolution [1,2,6] → [1,3,6] in the form in which onnxruntime's dynamic quantiser writes it: input `x`, output
 * `y`, and behind it an Identity so that the last node is not the one that is replaced.
 */
export function quantisedConvolution(bias: boolean): ModelProto {
  const weights = Array.from({ length: 3 * 2 * 3 }, (_, i) => (i * 37) % 256);
  const sum = bias ? 'conv_biased' : 'conv_out';
  const biasNodes = [
    node('Div', ['bias', 'scale'], ['bias_div']),
    node('Floor', ['bias_div'], ['bias_floor']),
    node('Cast', ['bias_floor'], ['bias_int'], [integer('to', INT32)]),
    node('Reshape', ['bias_int', 'bias_shape'], ['bias_shaped']),
    node('Add', ['conv_out', 'bias_shaped'], ['conv_biased']),
  ];
  return create(ModelProtoSchema, {
    irVersion: 8n,
    opsetImport: [create(OperatorSetIdProtoSchema, { version: 17n })],
    graph: create(GraphProtoSchema, {
      name: 'test',
      node: [
        node('DynamicQuantizeLinear', ['x'], ['xq', 'xs', 'xz']),
        node('Mul', ['xs', 'ws'], ['scale']),
        node('ConvInteger', ['xq', 'w', 'xz', 'wz'], ['conv_out'], [integers('pads', [1, 1])], 'conv'),
        ...(bias ? biasNodes : []),
        node('Cast', [sum], ['conv_float'], [integer('to', FLOAT)], 'to_float'),
        node('Mul', ['conv_float', 'scale'], ['scaled']),
        node('Identity', ['scaled'], ['y']),
      ],
      initializer: [
        create(TensorProtoSchema, {
          name: 'w',
          dims: [3n, 2n, 3n],
          dataType: UINT8,
          rawData: Uint8Array.from(weights),
        }),
        create(TensorProtoSchema, { name: 'wz', dataType: UINT8, int32Data: [120] }),
        floats('ws', [], [WEIGHT_SCALE]),
        ...(bias ? [floats('bias', [3n], [0.5, -1, 2])] : []),
        ...(bias
          ? [create(TensorProtoSchema, { name: 'bias_shape', dims: [3n], dataType: INT64, int64Data: [1n, -1n, 1n] })]
          : []),
      ],
      input: [value('x', [1, 2, 6])],
      output: [value('y', [1, 3, 6])],
    }),
  });
}

function node(
  opType: string,
  input: string[],
  output: string[],
  attribute: NodeProto['attribute'] = [],
  name = output[0] ?? '',
): NodeProto {
  return create(NodeProtoSchema, { opType, name, input, output, attribute });
}

function integer(name: string, i: number) {
  return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.INT, i: BigInt(i) });
}

function integers(name: string, ints: number[]) {
  return create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.INTS, ints: ints.map(BigInt) });
}

function floats(name: string, dims: bigint[], floatData: number[]): TensorProto {
  return create(TensorProtoSchema, { name, dims, dataType: FLOAT, floatData });
}

function value(name: string, dims: number[]) {
  const dim = dims.map((size) =>
    create(TensorShapeProto_DimensionSchema, { value: { case: 'dimValue', value: BigInt(size) } }),
  );
  const tensor = create(TypeProto_TensorSchema, { elemType: FLOAT, shape: create(TensorShapeProtoSchema, { dim }) });
  return create(ValueInfoProtoSchema, {
    name,
    type: create(TypeProtoSchema, { value: { case: 'tensorType', value: tensor } }),
  });
}
