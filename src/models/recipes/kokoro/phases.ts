import type { NodeProto } from 'onnx-buf';
import { node, type Part } from '../nodes.ts';
import { integers } from '../onnx-file.ts';
import type { FloatConvolution } from './fold.ts';
import { toom } from './toom.ts';

/**
 * A signal [1, channels, time] in phases is [1, phases, channels, time / phases], sample `phases · j + p` at [p, :, j]:
 * neighbouring samples are then whole rows of a matrix, and `toom` saves most of a convolution's products. So many samples
 * are left out first at its ends; the rest must be a multiple of the phases.
 */
export function toPhases(from: string, to: string, phases: number, { before = 0, after = 0 } = {}): Part {
  const isCut = before > 0 || after > 0;
  const cut = isCut ? `${to}_cut` : from;
  return {
    nodes: [
      ...(isCut ? [node('Pad', [from, `${to}_pads`], [cut])] : []),
      node('Reshape', [cut, `${to}_shape`], [`${to}_columns`]),
      node('Transpose', [`${to}_columns`], [to], { perm: [0, 3, 1, 2] }),
    ],
    tensors: [
      ...(isCut ? [integers(`${to}_pads`, [0, 0, -before, 0, 0, -after])] : []),
      integers(`${to}_shape`, [0, 0, -1, phases]),
    ],
  };
}

/** The way back. */
export function fromPhases(from: string, to: string): Part {
  return {
    nodes: [
      node('Transpose', [from], [`${to}_columns`], { perm: [0, 2, 3, 1] }),
      node('Reshape', [`${to}_columns`, `${to}_shape`], [to]),
    ],
    tensors: [integers(`${to}_shape`, [0, 0, -1])],
  };
}

/**
 * A convolution of stride 1 with as many samples out as in, and zeros beyond them, over a tensor in phases, to one in
 * phases. For each product of `toom`: a sum of neighbouring samples, its channels times a matrix, and from all of those the
 * sums out. The same numbers as the convolution's own, but for rounding.
 */
export function convolveInPhases(convolution: FloatConvolution, phases: number, input: string): Part {
  const { name, node: old, dims } = convolution;
  const [out, into, taps] = dims;
  const dilation = Number(old.attribute.find((attribute) => attribute.name === 'dilations')?.ints[0] ?? 1n);
  const { products, ...numbers } = toom(phases, taps);
  // The sums' samples lie from half the taps before to half of them after the phases'.
  const places = Array.from({ length: products }, (_, q) => q - (taps - 1) / 2);
  const [first, last] = [places[0] ?? 0, places.at(-1) ?? 0].map((place) => Math.floor(place / phases)) as [
    number,
    number,
  ];
  const reach = last - first + 1;
  const apart = dilate(`${name}_apart`, input, phases, dilation);
  const output = old.output[0] ?? '';
  const together = undilate(output, `${name}_sums`, phases, dilation);

  const samples = () => {
    const values = new Float32Array(products * phases * reach);
    for (const [u, row] of numbers.input.entries()) {
      for (const [q, place] of places.entries()) {
        const at = Math.floor(place / phases);
        values[(u * phases + place - at * phases) * reach + at - first] = row[q] ?? 0;
      }
    }
    return values;
  };
  const weights = () => {
    const own = convolution.weights();
    const values = new Float32Array(products * out * into);
    for (const [u, row] of numbers.kernel.entries()) {
      for (let i = 0; i < out * into; i++) {
        let sum = 0;
        for (let s = 0; s < taps; s++) sum += (row[s] ?? 0) * (own[i * taps + s] ?? 0);
        values[u * out * into + i] = sum;
      }
    }
    return values;
  };
  const bias = () => {
    const { product, times } = numbers.constant;
    const values = new Float32Array(products * out);
    values.set(
      convolution.bias().map((value) => value / times),
      product * out,
    );
    return values;
  };

  return {
    nodes: [
      ...apart.nodes,
      node('Conv', [apart.output, `${name}_samples`], [`${name}_factors`], {
        kernel_shape: [1, reach],
        dilations: [1, dilation],
        pads: [0, -first * dilation, 0, last * dilation],
      }),
      node('Reshape', [`${name}_factors`, `${name}_groups`], [`${name}_grouped`]),
      node('Conv', [`${name}_grouped`, `${name}_weight`, `${name}_bias`], [`${name}_made`], {
        kernel_shape: [1],
        group: products,
      }),
      node('Reshape', [`${name}_made`, `${name}_rows`], [`${name}_products`]),
      node('Conv', [`${name}_products`, `${name}_output`], [together.input], { kernel_shape: [1, 1] }),
      ...together.nodes,
    ],
    tensors: [
      ...apart.tensors,
      { name: `${name}_samples`, dims: [products, phases, 1, reach], values: samples },
      integers(`${name}_groups`, [1, products * into, -1]),
      { name: `${name}_weight`, dims: [products * out, into, 1], values: weights },
      { name: `${name}_bias`, dims: [products * out], values: bias },
      integers(`${name}_rows`, [1, products, out, -1]),
      {
        name: `${name}_output`,
        dims: [phases, products, 1, 1],
        values: () => Float32Array.from(numbers.output.flat()),
      },
      ...together.tensors,
    ],
  };
}

/**
 * Phase b becomes the samples `phases · j + dilation · b`, for every j that has one of the signal's: a convolution with
 * that dilation is then one over neighbours. (No two phases become the same, as neither number divides the other.)
 */
function dilate(name: string, input: string, phases: number, dilation: number): Part & { readonly output: string } {
  if (dilation === 1) return { nodes: [], tensors: [], output: input };
  const { rows, most } = shifts(phases, dilation);
  return {
    ...moved(
      name,
      input,
      phases,
      rows.map(({ row, by }) => ({ row, before: most - by, after: by })),
    ),
    output: name,
  };
}

/** The way back, to `output`. */
function undilate(output: string, name: string, phases: number, dilation: number): Part & { readonly input: string } {
  if (dilation === 1) return { nodes: [], tensors: [], input: output };
  const { rows, most } = shifts(phases, dilation);
  const back = rows.map(({ row, by }, b) => ({ to: row, row: b, before: by - most, after: -by }));
  return {
    ...moved(
      output,
      name,
      phases,
      back.sort((a, b) => a.to - b.to),
    ),
    input: name,
  };
}

/** Where phase b of `dilate` is found, and how many samples later there. */
function shifts(phases: number, dilation: number) {
  const rows = Array.from({ length: phases }, (_, b) => ({
    row: (dilation * b) % phases,
    by: Math.floor((dilation * b) / phases),
  }));
  return { rows, most: Math.max(...rows.map(({ by }) => by)) };
}

/** The phases of `rows`, each with so many zeros put before and after it; fewer than none cut it. */
function moved(
  output: string,
  input: string,
  phases: number,
  rows: ReadonlyArray<{ readonly row: number; readonly before: number; readonly after: number }>,
): Part {
  const name = (i: number) => `${output}_${i}`;
  return {
    nodes: [
      ...rows.map((_, i): NodeProto => node('Pad', [input, `${name(i)}_pads`], [name(i)])),
      node(
        'Concat',
        rows.map((_, i) => name(i)),
        [output],
        { axis: 1 },
      ),
    ],
    tensors: rows.map(({ row, before, after }, i) =>
      integers(`${name(i)}_pads`, [0, -row, 0, before, 0, row + 1 - phases, 0, after]),
    ),
  };
}
