import { open, readFile } from 'node:fs/promises';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import {
  GraphProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  type TensorProto,
  TensorProto_DataType,
  TensorProtoSchema,
} from 'onnx-buf';

/** An initialiser whose values are made only when they are written. */
export interface LazyTensor {
  readonly name: string;
  readonly dims: readonly number[];
  /** `float32` without. */
  readonly type?: 'float32' | 'uint8' | 'int8' | 'int32' | 'int64';
  values(): Float32Array | Uint8Array | Int8Array | Int32Array | BigInt64Array;
}

/** A row of int64: a shape, pads, sizes. */
export function integers(name: string, values: readonly number[]): LazyTensor {
  return { name, dims: [values.length], type: 'int64', values: () => BigInt64Array.from(values, BigInt) };
}

/** Field numbers of onnx.proto, for what is written by hand below. */
const MODEL_GRAPH = 7;
const GRAPH_INITIALIZER = 5;
const TENSOR_RAW_DATA = 9;

const TYPES = {
  float32: { dataType: TensorProto_DataType.FLOAT, bytes: 4 },
  uint8: { dataType: TensorProto_DataType.UINT8, bytes: 1 },
  int8: { dataType: TensorProto_DataType.INT8, bytes: 1 },
  int64: { dataType: TensorProto_DataType.INT64, bytes: 8 },
  int32: { dataType: TensorProto_DataType.INT32, bytes: 4 },
} as const;

/** Tensors of the result are views of one buffer, so a model costs its own size. */
export async function readModel(path: string): Promise<ModelProto> {
  return fromBinary(ModelProtoSchema, await readFile(path));
}

/**
 * Writes `model` with `tensors` as further initialisers, one after the other: the whole is never in memory, as it
 * would be several times with the library's own writer. Protobuf allows the pieces of a message in any order.
 */
export async function writeModel(path: string, model: ModelProto, tensors: readonly LazyTensor[]): Promise<void> {
  const { graph = create(GraphProtoSchema), ...shell } = model;
  const shellBytes = toBinary(ModelProtoSchema, shell);
  const initialGraph = toBinary(GraphProtoSchema, graph);
  const heads = tensors.map(tensorHead);
  const graphBytes = tensors.reduce(
    (sum, tensor, i) => sum + (heads[i]?.length ?? 0) + rawBytes(tensor),
    initialGraph.length,
  );
  const file = await open(path, 'w');
  try {
    await file.writeFile(shellBytes);
    await file.writeFile(lengthOf(MODEL_GRAPH, graphBytes));
    await file.writeFile(initialGraph);
    for (const [i, tensor] of tensors.entries()) {
      await file.writeFile(heads[i] ?? new Uint8Array());
      await file.writeFile(littleEndian(tensor.values()));
    }
    await file.sync();
  } finally {
    await file.close();
  }
}

/** Values of a small or quantised tensor as numbers, whichever field they are kept in. */
export function tensorValues(tensor: TensorProto): ArrayLike<number> {
  const { rawData: raw } = tensor;
  switch (tensor.dataType) {
    case TensorProto_DataType.FLOAT:
      return raw.length > 0 ? new Float32Array(aligned(raw)) : tensor.floatData;
    case TensorProto_DataType.UINT8:
      return raw.length > 0 ? raw : tensor.int32Data;
    case TensorProto_DataType.INT8:
      return raw.length > 0 ? new Int8Array(raw.buffer, raw.byteOffset, raw.length) : tensor.int32Data;
    case TensorProto_DataType.INT64:
      return Array.from(raw.length > 0 ? new BigInt64Array(aligned(raw)) : tensor.int64Data, Number);
    default:
      throw new Error(`the tensor ${tensor.name} has a type (${tensor.dataType}) that is not expected here`);
  }
}

/** A copy: a view of the file's bytes may begin anywhere. */
function aligned(raw: Uint8Array): ArrayBuffer {
  const copy = new ArrayBuffer(raw.length);
  new Uint8Array(copy).set(raw);
  return copy;
}

/** Everything of an initialiser before its values: its own tag and length, name, shape, tag and length of the values. */
function tensorHead(tensor: LazyTensor): Uint8Array {
  const meta = toBinary(
    TensorProtoSchema,
    create(TensorProtoSchema, {
      name: tensor.name,
      dims: tensor.dims.map(BigInt),
      dataType: TYPES[tensor.type ?? 'float32'].dataType,
    }),
  );
  const raw = lengthOf(TENSOR_RAW_DATA, rawBytes(tensor));
  const own = lengthOf(GRAPH_INITIALIZER, meta.length + raw.length + rawBytes(tensor));
  return Buffer.concat([own, meta, raw]);
}

function rawBytes(tensor: LazyTensor): number {
  return tensor.dims.reduce((a, b) => a * b, TYPES[tensor.type ?? 'float32'].bytes);
}

function lengthOf(field: number, bytes: number): Uint8Array {
  return new BinaryWriter().tag(field, WireType.LengthDelimited).uint32(bytes).finish();
}

/** As every machine that onnxruntime runs on keeps its numbers. */
function littleEndian(values: Float32Array | Uint8Array | Int8Array | Int32Array | BigInt64Array): Uint8Array {
  return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
