import { create } from '@bufbuild/protobuf';
import {
  AttributeProto_AttributeType,
  AttributeProtoSchema,
  type NodeProto,
  NodeProtoSchema,
  TensorProto_DataType,
  TensorShapeProto_DimensionSchema,
  TensorShapeProtoSchema,
  TypeProto_TensorSchema,
  TypeProtoSchema,
  type ValueInfoProto,
  ValueInfoProtoSchema,
} from 'onnx-buf';
import type { LazyTensor } from './onnx-file.ts';

/** Nodes, and the tensors that they need. */
export interface Part {
  readonly nodes: readonly NodeProto[];
  readonly tensors: readonly LazyTensor[];
}

/** A node named after its first output. Attributes are whole numbers or lists of them. */
export function node(
  opType: string,
  input: readonly string[],
  output: readonly string[],
  attributes: Readonly<Record<string, number | readonly number[]>> = {},
): NodeProto {
  const attribute = Object.entries(attributes).map(([name, value]) =>
    typeof value === 'number'
      ? create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.INT, i: BigInt(value) })
      : create(AttributeProtoSchema, { name, type: AttributeProto_AttributeType.INTS, ints: value.map(BigInt) }),
  );
  return create(NodeProtoSchema, { opType, name: output[0] ?? '', input: [...input], output: [...output], attribute });
}

/** An input or output of a graph; a size that is a name may differ from run to run. */
export function port(
  name: string,
  dims: ReadonlyArray<number | string>,
  type: 'float32' | 'int64' = 'float32',
): ValueInfoProto {
  const dim = dims.map((size) =>
    create(TensorShapeProto_DimensionSchema, {
      value:
        typeof size === 'number'
          ? { case: 'dimValue' as const, value: BigInt(size) }
          : { case: 'dimParam' as const, value: size },
    }),
  );
  const elemType = type === 'float32' ? TensorProto_DataType.FLOAT : TensorProto_DataType.INT64;
  const tensor = create(TypeProto_TensorSchema, { elemType, shape: create(TensorShapeProtoSchema, { dim }) });
  return create(ValueInfoProtoSchema, {
    name,
    type: create(TypeProtoSchema, { value: { case: 'tensorType', value: tensor } }),
  });
}
