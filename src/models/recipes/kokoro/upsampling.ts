import type { GraphProto, NodeProto } from 'onnx-buf';
import { indexGraph } from '../graph.ts';
import { node } from '../nodes.ts';
import { integers, type LazyTensor, tensorValues } from '../onnx-file.ts';

/**
 * Puts a convolution over two neighbours in the place of each transposed one whose kernel is twice its step: one
 * product of matrices gives all samples of a step, where onnxruntime adds them up one tap after the other in half the speed.
 * Returns the weights.
 */
export function convolveUpsampling(graph: GraphProto): LazyTensor[] {
  const index = indexGraph(graph);
  const tensors: LazyTensor[] = [];
  graph.node = graph.node.flatMap((old) => {
    if (old.opType !== 'ConvTranspose' || !old.name.includes('/generator/ups.')) return [old];
    const [weight, bias] = [index.constant(old.input[1]), index.constant(old.input[2])];
    const [into, out, kernel] = weight?.dims.map(Number) ?? [];
    const [step, pad] = [numberOf(old, 'strides'), numberOf(old, 'pads')];
    if (!weight || !bias || !into || !out || kernel !== 2 * step || kernel !== 4 * pad) {
      throw new Error(`${old.name} does not upsample as Kokoro's export does`);
    }
    const offsets = tensorValues(bias);
    const name = (what: string) => `${old.name}_${what}`;
    tensors.push(
      {
        name: name('weight'),
        dims: [step * out, into, 2],
        values: () => weights(tensorValues(weight), into, out, step),
      },
      {
        name: name('bias'),
        dims: [step * out],
        values: () => Float32Array.from({ length: step * out }, (_, i) => offsets[i % out] ?? 0),
      },
      integers(name('steps'), [1, step, out, -1]),
      integers(name('samples'), [1, out, -1]),
      integers(name('cut'), [0, 0, -pad, 0, 0, -pad]),
    );
    return [
      node('Conv', [old.input[0] ?? '', name('weight'), name('bias')], [name('made')], {
        kernel_shape: [2],
        pads: [1, 1],
      }),
      node('Reshape', [name('made'), name('steps')], [name('apart')]),
      node('Transpose', [name('apart')], [name('turned')], { perm: [0, 2, 3, 1] }),
      node('Reshape', [name('turned'), name('samples')], [name('longer')]),
      // Under the old name, by which a strand finds where it begins.
      Object.assign(node('Pad', [name('longer'), name('cut')], [old.output[0] ?? '']), { name: old.name }),
    ];
  });
  return tensors;
}

/** [in, out, kernel] → [step · out, in, 2]: the sample before each step has the later half of the kernel. */
function weights(old: ArrayLike<number>, into: number, out: number, step: number): Float32Array {
  const values = new Float32Array(old.length);
  for (let k = 0; k < step; k++) {
    for (let o = 0; o < out; o++) {
      for (let i = 0; i < into; i++) {
        const [from, to] = [(i * out + o) * 2 * step + k, ((k * out + o) * into + i) * 2];
        values[to] = old[from + step] ?? 0;
        values[to + 1] = old[from] ?? 0;
      }
    }
  }
  return values;
}

function numberOf(of: NodeProto, attribute: string): number {
  return Number(of.attribute.find(({ name }) => name === attribute)?.ints[0] ?? 0n);
}
