import { type TensorProto, TensorProto_DataType } from 'onnx-buf';
import type { Convolution } from './float-convolutions.ts';
import { node, type Part } from './nodes.ts';
import { integers, type LazyTensor, tensorValues } from './onnx-file.ts';

/**
 * A convolution of stride 1 with as many samples out as in, as one product of matrices of bytes: the row of a sample is
 * its channels and its neighbours', quantised as for the ConvInteger that was there, of which it makes the same sums.
 * ConvInteger is three times slower in onnxruntime-node than a convolution in floats; this is quicker than either, and
 * holds its weights in a quarter of the floats' memory.
 */
export function convolveInBytes(found: Convolution): Part {
  const { input, weight, zeroPoint, scale, bias, last } = found;
  const { name } = found.node;
  const [out = 0, into = 0, taps = 1] = weight.dims.map(Number);
  const attribute = (key: string) => found.node.attribute.find((one) => one.name === key)?.ints.map(Number) ?? [];
  const side = (taps - 1) / 2;
  const isPlain = [...attribute('strides'), ...attribute('dilations')].every((one) => one === 1);
  if (!isPlain || attribute('pads').some((pad) => pad !== side) || weight.dataType !== TensorProto_DataType.UINT8) {
    throw new Error(`${name} is not a convolution that can be made in bytes`);
  }
  const [q, qScale, qZero] = ['q', 'q_scale', 'q_zero'].map((part) => `${name}_${part}`) as [string, string, string];
  const neighbours = Array.from({ length: taps }, (_, tap) => `${name}_from_${tap}`);
  const rows = taps === 1 ? q : `${name}_rows`;
  const beside = [
    node('Pad', [q, `${name}_pads`, qZero], [`${name}_padded`]),
    ...neighbours.map((row, tap) =>
      node('Slice', [`${name}_padded`, `${name}_at_${tap}`, `${name}_to_${tap}`, `${name}_axis`], [row]),
    ),
    node('Concat', neighbours, [rows], { axis: 2 }),
  ];
  const weights = [`${name}_w`, qScale, `${name}_w_scale`, qZero, `${name}_w_zero`, ...(bias ? [`${name}_bias`] : [])];
  const product = node('MatMulIntegerToFloat', [rows, ...weights], [`${name}_product`]);
  product.domain = 'com.microsoft';

  return {
    nodes: [
      node('Transpose', [input], [`${name}_turned`], { perm: [0, 2, 1] }),
      node('DynamicQuantizeLinear', [`${name}_turned`], [q, qScale, qZero]),
      ...(taps === 1 ? [] : beside),
      product,
      node('Transpose', [`${name}_product`], last.output, { perm: [0, 2, 1] }),
    ],
    tensors: [
      {
        ...{ name: `${name}_w`, dims: [taps * into, out], type: 'uint8' },
        values() {
          const given = Uint8Array.from(tensorValues(weight));
          const turned = new Uint8Array(given.length);
          for (let i = 0; i < given.length; i++) {
            const [tap, channel, to] = [i % taps, Math.floor(i / taps) % into, Math.floor(i / (taps * into))];
            turned[(tap * into + channel) * out + to] = given[i] ?? 0;
          }
          return turned;
        },
      },
      {
        ...{ name: `${name}_w_zero`, dims: zeroPoint?.dims.map(Number) ?? [], type: 'uint8' },
        values: () => Uint8Array.from(zeroPoint ? tensorValues(zeroPoint) : [0]),
      },
      floats(`${name}_w_scale`, scale),
      ...(bias ? [floats(`${name}_bias`, bias)] : []),
      integers(`${name}_pads`, [0, side, 0, 0, side, 0]),
      integers(`${name}_axis`, [1]),
      ...neighbours.flatMap((_, tap) => [
        integers(`${name}_at_${tap}`, [tap]),
        // Counted from the end, where any number that is large enough is the end itself.
        integers(`${name}_to_${tap}`, [tap === taps - 1 ? 2 ** 30 : tap + 1 - taps]),
      ]),
    ],
  };
}

function floats(name: string, tensor: TensorProto): LazyTensor {
  return { name, dims: tensor.dims.map(Number), values: () => Float32Array.from(tensorValues(tensor)) };
}
