import { parseSafetensors, type Tensors } from './tensors.ts';

/** All states and embeddings have so many numbers. */
const WIDTH = 128;
const HEADS = 4;
const MOST_SIGNS = 32;

/**
 * English spelling to katakana by e2k's small network (PyPI e2k, c2k-turbo): characters through a GRU both ways, then a
 * GRU, attention over the characters and a GRU for each sign, the likeliest taken. `bytes`: model-c2k-turbo.safetensors.
 * The result knows a-z and '; other characters are left out. Throws a `RangeError` when the file is another.
 */
export function createKanaNetwork(bytes: Uint8Array): (word: string) => string {
  const tensors = parseSafetensors(bytes);
  const { in_table: inTable = '', out_table: outTable = '', sos_idx: sos, eos_idx: eos } = tensors.metadata;
  const letters = new Map(inTable.split('\0').map((letter, index) => [letter, index] as const));
  const signs = outTable.split('\0');
  const [start, stop] = [Number(sos), Number(eos)];
  const letterVectors = tensors.get('e_emb.weight', letters.size, WIDTH);
  const signVectors = tensors.get('k_emb.weight', signs.length, WIDTH);
  const forward = gru(tensors, 'encoder', WIDTH);
  const backward = gru(tensors, 'encoder', WIDTH, '_reverse');
  const merge = linear(tensors, 'encoder_fc.0.weight', 'encoder_fc.0.bias', WIDTH, 2 * WIDTH);
  const before = gru(tensors, 'pre_decoder', WIDTH);
  const after = gru(tensors, 'post_decoder', 2 * WIDTH);
  const attend = attention(tensors);
  const score = linear(tensors, 'fc.weight', 'fc.bias', signs.length, WIDTH);

  return (word) => {
    const known = [...word.toLowerCase()].flatMap((letter) => letters.get(letter) ?? []);
    const vectors = [start, ...known, stop].map((index) => row(letterVectors, index));
    const there = run(forward, vectors);
    const back = run(backward, [...vectors].reverse()).reverse();
    const look = attend(there.map((state, at) => merge(join(state, back[at] ?? state)).map(Math.tanh)));
    let [first, second] = [new Float32Array(WIDTH), new Float32Array(WIDTH)];
    let kana = '';
    for (let sign = start, count = 0; count < MOST_SIGNS; count++) {
      first = before(row(signVectors, sign), first);
      second = after(join(first, look(first)), second);
      sign = likeliest(score(second));
      if (sign === stop) break;
      kana += signs[sign] ?? '';
    }
    return kana;
  };
}

type Vector = Float32Array<ArrayBuffer>;
type Layer = (input: Vector) => Vector;
type Cell = (input: Vector, state: Vector) => Vector;

const row = (matrix: Float32Array, index: number): Vector =>
  new Float32Array(matrix.subarray(index * WIDTH, (index + 1) * WIDTH));

function join(a: Vector, b: Vector): Vector {
  const both = new Float32Array(a.length + b.length);
  both.set(a);
  both.set(b, a.length);
  return both;
}

function run(cell: Cell, inputs: readonly Vector[]): Vector[] {
  let state: Vector = new Float32Array(WIDTH);
  return inputs.map((input) => {
    state = cell(input, state);
    return state;
  });
}

function linear(tensors: Tensors, weight: string, bias: string, outputs: number, inputs: number): Layer {
  return affine(tensors.get(weight, outputs, inputs), tensors.get(bias, outputs), outputs, inputs);
}

function affine(weights: Float32Array, biases: Float32Array, outputs: number, inputs: number): Layer {
  return (input) => {
    const out = new Float32Array(outputs);
    for (let o = 0; o < outputs; o++) {
      let sum = biases[o] ?? 0;
      for (let i = 0; i < inputs; i++) sum += (weights[o * inputs + i] ?? 0) * (input[i] ?? 0);
      out[o] = sum;
    }
    return out;
  };
}

/** A gated recurrent unit with PyTorch's order of gates: reset, update, new. */
function gru(tensors: Tensors, name: string, inputs: number, suffix = ''): Cell {
  const part = (side: string, width: number) =>
    linear(tensors, `${name}.weight_${side}_l0${suffix}`, `${name}.bias_${side}_l0${suffix}`, 3 * WIDTH, width);
  const ofInput = part('ih', inputs);
  const ofState = part('hh', WIDTH);
  return (input, state) => {
    const x = ofInput(input);
    const h = ofState(state);
    const gate = (at: number) => 1 / (1 + Math.exp(-((x[at] ?? 0) + (h[at] ?? 0))));
    return state.map((old, i) => {
      const fresh = Math.tanh((x[2 * WIDTH + i] ?? 0) + gate(i) * (h[2 * WIDTH + i] ?? 0));
      const update = gate(WIDTH + i);
      return (1 - update) * fresh + update * old;
    });
  };
}

/** Multi-head attention; keys and values are projected once a word. */
function attention(tensors: Tensors): (memory: readonly Vector[]) => Layer {
  const weights = tensors.get('attn.in_proj_weight', 3 * WIDTH, WIDTH);
  const biases = tensors.get('attn.in_proj_bias', 3 * WIDTH);
  const third = (n: number) =>
    affine(
      weights.subarray(n * WIDTH * WIDTH, (n + 1) * WIDTH * WIDTH),
      biases.subarray(n * WIDTH, (n + 1) * WIDTH),
      WIDTH,
      WIDTH,
    );
  const [toQuery, toKey, toValue] = [third(0), third(1), third(2)];
  const out = linear(tensors, 'attn.out_proj.weight', 'attn.out_proj.bias', WIDTH, WIDTH);
  const width = WIDTH / HEADS;

  return (memory) => {
    const keys = memory.map(toKey);
    const values = memory.map(toValue);
    return (input) => {
      const query = toQuery(input);
      const mixed = new Float32Array(WIDTH);
      for (let from = 0; from < WIDTH; from += width) {
        const weights = keys.map((key) => Math.exp(dot(query, key, from, from + width) / Math.sqrt(width)));
        const total = weights.reduce((sum, weight) => sum + weight, 0);
        values.forEach((value, at) => {
          for (let i = from; i < from + width; i++)
            mixed[i] = (mixed[i] ?? 0) + ((weights[at] ?? 0) / total) * (value[i] ?? 0);
        });
      }
      return out(mixed);
    };
  };
}

function dot(a: Vector, b: Vector, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += (a[i] ?? 0) * (b[i] ?? 0);
  return sum;
}

function likeliest(scores: Vector): number {
  return scores.indexOf(Math.max(...scores));
}
