/**
 * Numbers with which `outputs` neighbouring sums `y[p] = Σ h[s] · x[p + s]` over `taps` are made with
 * `outputs + taps − 1` products instead of `outputs · taps` (Toom and Cook; for images Winograd's):
 * `y = output · ((kernel · h) ⊙ (input · x))`. Rows of numbers each.
 */
export interface Toom {
  readonly products: number;
  /** [outputs, products] */
  readonly output: readonly (readonly number[])[];
  /** [products, taps] */
  readonly kernel: readonly (readonly number[])[];
  /** [products, products] */
  readonly input: readonly (readonly number[])[];
  /** A product that goes into every sum as it is, times this: where a constant for all sums can be added. */
  readonly constant: { readonly product: number; readonly times: number };
}

/**
 * Where the polynomials are evaluated, besides infinity: found by a random search for the least rounding error (in
 * floats 1e-6 of the sum for 14 products, 3e-5 for 18). 1 comes first.
 */
const POINTS: Readonly<Record<number, readonly number[]>> = {
  6: [1, -1, ...around(0.373)].slice(0, 5),
  10: [1, -1, ...around(0.64), ...around(0.245)].slice(0, 9),
  14: [1, -1, 0, ...around(0.575), ...around(0.29), ...around(0.85)].slice(0, 13),
  18: [1, -1, 0, ...around(0.518), ...around(0.227), ...around(0.694), ...around(0.886)].slice(0, 17),
};

/** Throws for a number of products that has no points yet. */
export function toom(outputs: number, taps: number): Toom {
  const products = outputs + taps - 1;
  const points = POINTS[products];
  if (points === undefined) throw new Error(`there are no points for ${products} products`);
  const powers = (count: number) => [
    ...points.map((point) => Array.from({ length: count }, (_, i) => point ** i)),
    Array.from({ length: count }, (_, i) => (i === count - 1 ? 1 : 0)),
  ];
  const input = [...points.map((point) => lagrange(point, points)), product(points)];
  const [kernel, output] = [powers(taps), powers(outputs)];
  // Numbers of like size lose least: what the rows of one are scaled by goes into the kernel's.
  const sizes = input.map((row, u) => [Math.hypot(...row), Math.hypot(...(output[u] ?? []))] as const);
  const scaled = (rows: readonly (readonly number[])[], by: (u: number) => number) =>
    rows.map((row, u) => row.map((value) => value * by(u)));
  const columns = scaled(output, (u) => 1 / (sizes[u]?.[1] ?? 1));
  return {
    products,
    input: scaled(input, (u) => 1 / (sizes[u]?.[0] ?? 1)),
    kernel: scaled(kernel, (u) => (sizes[u]?.[0] ?? 1) * (sizes[u]?.[1] ?? 1)),
    output: Array.from({ length: outputs }, (_, p) => columns.map((column) => column[p] ?? 0)),
    constant: { product: 0, times: columns[0]?.[0] ?? 1 },
  };
}

/** A point, its negative, and their reciprocals. */
function around(point: number): number[] {
  return [point, -point, 1 / point, -1 / point];
}

/** Coefficients of Π (x − point), lowest first. */
function product(points: readonly number[]): number[] {
  let row = [1];
  for (const point of points) row = [0, ...row].map((value, i) => value - point * (row[i] ?? 0));
  return row;
}

/** Coefficients of the polynomial that is 1 at `point` and 0 at the others, lowest first, and a 0 for infinity's. */
function lagrange(point: number, points: readonly number[]): number[] {
  const others = points.filter((other) => other !== point);
  const at = others.reduce((value, other) => value * (point - other), 1);
  return [...product(others).map((value) => value / at), 0];
}
