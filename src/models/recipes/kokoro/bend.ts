import type { NodeProto } from 'onnx-buf';
import { node } from '../nodes.ts';
import type { LazyTensor } from '../onnx-file.ts';

/** How `bend` counts: in half turns of the angle whose sine Snake squares. */
export const HALF_TURN = Math.PI;

/**
 * `turns + sin²(π · turns) / π`: Snake for an angle in half turns. The sine is that of the distance to the nearest whole
 * number, by a polynomial: a dozen quick passes over a tensor, where onnxruntime's own sine takes as long as sixteen.
 */
export function bend(turns: string, bent: string): NodeProto[] {
  const name = (step: string) => `${bent}_${step}`;
  return [
    node('Round', [turns], [name('whole')]),
    node('Sub', [turns, name('whole')], [name('part')]),
    node('Mul', [name('part'), name('part')], [name('square')]),
    node('Mul', [name('square'), power(0)], [name('times_0')]),
    node('Add', [name('times_0'), power(1)], [name('and_1')]),
    node('Mul', [name('and_1'), name('square')], [name('times_1')]),
    node('Add', [name('times_1'), power(2)], [name('and_2')]),
    node('Mul', [name('and_2'), name('square')], [name('times_2')]),
    node('Add', [name('times_2'), power(3)], [name('and_3')]),
    node('Mul', [name('and_3'), name('part')], [name('sine')]),
    node('Mul', [name('sine'), name('sine')], [name('squared')]),
    node('Add', [turns, name('squared')], [bent]),
  ];
}

/** What every `bend` of a graph uses. */
export function bendTensors(): LazyTensor[] {
  return POLYNOMIAL.map((value, i) => ({
    name: power(i),
    dims: [1],
    values: () => Float32Array.of(value / Math.sqrt(Math.PI)),
  }));
}

/** `sin(π t) / t` for −½ ≤ t ≤ ½ by powers of t², highest first, by least squares with the worst weighed most. */
const POLYNOMIAL = [-0.559489891, 2.544020804, -5.167407697, 3.141590284] as const;

function power(i: number): string {
  return `bend_${i}`;
}
