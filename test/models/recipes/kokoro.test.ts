import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { create } from '@bufbuild/protobuf';
import {
  type GraphProto,
  GraphProtoSchema,
  type ModelProto,
  ModelProtoSchema,
  OperatorSetIdProtoSchema,
  TensorProto_DataType,
  TensorProtoSchema,
} from 'onnx-buf';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { cut } from '../../../src/models/recipes/graph.ts';
import { bend, bendTensors } from '../../../src/models/recipes/kokoro/bend.ts';
import { keepFront } from '../../../src/models/recipes/kokoro/front.ts';
import { keepGenerator } from '../../../src/models/recipes/kokoro/generator.ts';
import { findSites } from '../../../src/models/recipes/kokoro/sites.ts';
import { convolveSpectra } from '../../../src/models/recipes/kokoro/spectrum.ts';
import { convolveUpsampling } from '../../../src/models/recipes/kokoro/upsampling.ts';
import { node, port } from '../../../src/models/recipes/nodes.ts';
import { type LazyTensor, writeModel } from '../../../src/models/recipes/onnx-file.ts';
import { CHANNELS, ONE_STRAND, snakeGraph } from '../../helpers/snake-graph.ts';

const TIME = 40;
const x = Float32Array.from({ length: CHANNELS * TIME }, (_, i) => 3 * Math.sin(i) + Math.cos(5 * i));
const gain = Float32Array.of(1, 0.5, 2, 1.2);
const offset = Float32Array.of(0, 1, -1, 0.3);
const column = (values: Float32Array) => new Tensor('float32', values, [1, CHANNELS, 1]);
const inputs = {
  x: new Tensor('float32', x, [1, CHANNELS, TIME]),
  z: new Tensor('float32', Float32Array.of(1, 2), [1, 2, 1]),
  d: new Tensor('int64', BigInt64Array.of(7n, 9n), [2]),
  gain: column(gain),
  offset: column(offset),
};

/** What the norm subtracts and divides by on this input: the constants of a voice that only ever says this. */
const stats = Array.from({ length: CHANNELS }, (_, c) => {
  const row = x.subarray(c * TIME, (c + 1) * TIME);
  const mean = row.reduce((sum, value) => sum + value, 0) / TIME;
  return { mean, deviation: Math.sqrt(row.reduce((sum, value) => sum + (value - mean) ** 2, 0) / TIME + 1e-5) };
});
const scale = Float32Array.from(stats, ({ deviation }, c) => (gain[c] ?? 0) / deviation);
const shift = Float32Array.from(stats, ({ mean }, c) => (offset[c] ?? 0) - (scale[c] ?? 0) * mean);
const windowed = { frames: inputs.x, source: inputs.z, scale: column(scale), shift: column(shift) };

const dir = mkdtempSync(join(tmpdir(), 'stream-tts-kokoro-recipe-'));
after(() => rmSync(dir, { recursive: true }));

async function run(model: ModelProto, tensors: readonly LazyTensor[], feeds: Record<string, Tensor>) {
  const path = join(dir, 'model.onnx');
  await writeModel(path, model, tensors);
  const session = await InferenceSession.create(path);
  const wanted = session.inputNames.map((name) => [name, feeds[name]] as const);
  const results = await session.run(
    Object.fromEntries(wanted.flatMap(([name, tensor]) => (tensor ? [[name, tensor]] : []))),
  );
  await session.release();
  return Object.fromEntries(Object.entries(results).map(([name, { data }]) => [name, [...(data as Float32Array)]]));
}

async function whole(): Promise<number[]> {
  const { model, tensors } = snakeGraph();
  return (await run(model, tensors, inputs)).audio ?? [];
}

function difference(a: readonly number[], b: readonly number[]): number {
  assert.equal(a.length, b.length);
  return Math.max(...a.map((value, i) => Math.abs(value - (b[i] ?? 9))));
}

describe("Kokoro's graph in two", () => {
  it('has a front that gives what the generator is fed', async () => {
    const { model, tensors } = snakeGraph();
    const graph = model.graph;
    assert.ok(graph);
    assert.deepEqual(keepFront(graph, tensors), []);
    const outputs = await run(model, [], inputs);
    assert.deepEqual(outputs.frames, [...x]);
    assert.deepEqual(
      [outputs.source, outputs.durations],
      [
        [1, 2],
        [7n, 9n],
      ],
    );
    assert.deepEqual([outputs.gains, outputs.offsets], [[...gain], [...offset]]);
  });

  it('has a generator that gives the same sound when its constants are those of the sentence', async () => {
    const { model, tensors } = snakeGraph();
    const graph = model.graph;
    assert.ok(graph);
    const made = keepGenerator(graph, tensors, ONE_STRAND);
    assert.deepEqual(
      [...new Set(graph.node.map(({ opType }) => opType))].filter((type) => /Reduce|Sin|Cos|Pow/.test(type)),
      [],
    );
    const { audio = [] } = await run(model, made, windowed);
    assert.ok(difference(audio, await whole()) < 1e-4);
  });

  it('is refused when it is built in another way', () => {
    const { model, tensors } = snakeGraph();
    const graph = model.graph;
    assert.ok(graph);
    const sqrt = graph.node.find(({ opType }) => opType === 'Sqrt');
    if (sqrt) sqrt.opType = 'Identity';
    assert.throws(() => findSites(graph), /not a Snake over a normalised tensor \(Sqrt\)/);
    assert.throws(() => keepGenerator(graph, tensors, ONE_STRAND), /not a Snake/);
  });
});

const opset = create(OperatorSetIdProtoSchema, { version: 20n });
const modelOf = (graph: GraphProto) => create(ModelProtoSchema, { irVersion: 8n, opsetImport: [opset], graph });

describe("Snake's bend", () => {
  it('is that of any angle, to some millionths', async () => {
    const turns = Float32Array.from({ length: 2001 }, (_, i) => (i - 1000) / 37 + 1e-3 * Math.sin(i));
    const graph = create(GraphProtoSchema, {
      name: 'test',
      node: bend('turns', 'bent'),
      input: [port('turns', [1, 'any'])],
      output: [port('bent', [1, 'any'])],
    });
    const { bent = [] } = await run(modelOf(graph), bendTensors(), { turns: new Tensor('float32', turns, [1, 2001]) });
    for (const [i, value] of bent.entries()) {
      const u = turns[i] ?? 0;
      assert.ok(Math.abs(value - u - Math.sin(Math.PI * u) ** 2 / Math.PI) < 4e-6, `${u}: ${value}`);
    }
  });
});

describe('upsampling', () => {
  const [INTO, OUT, LENGTH] = [3, 2, 7];
  const upsampling = (step: number, pad = step / 2) => {
    const values = (length: number, by: number) => Array.from({ length }, (_, i) => Math.sin(by * (i + 1)));
    const float = (name: string, dims: number[], floatData: number[]) =>
      create(TensorProtoSchema, { name, dims: dims.map(BigInt), dataType: TensorProto_DataType.FLOAT, floatData });
    const old = node('ConvTranspose', ['x', 'w', 'b'], ['y'], {
      strides: [step],
      pads: [pad, pad],
      kernel_shape: [2 * step],
    });
    old.name = '/decoder/decoder/generator/ups.0/ConvTranspose';
    return create(GraphProtoSchema, {
      name: 'test',
      node: [old],
      initializer: [
        float('w', [INTO, OUT, 2 * step], values(INTO * OUT * 2 * step, 2)),
        float('b', [OUT], values(OUT, 1)),
      ],
      input: [port('x', [1, INTO, 'time'])],
      output: [port('y', [1, OUT, 'samples'])],
    });
  };
  const x = new Tensor(
    'float32',
    Float32Array.from({ length: INTO * LENGTH }, (_, i) => Math.cos(i)),
    [1, INTO, LENGTH],
  );

  for (const step of [6, 10]) {
    it(`is the same by a convolution: ${step} samples for one`, async () => {
      const before = await run(modelOf(upsampling(step)), [], { x });
      const graph = upsampling(step);
      const tensors = convolveUpsampling(graph);
      cut(graph);
      assert.deepEqual(
        graph.node.map(({ opType }) => opType),
        ['Conv', 'Reshape', 'Transpose', 'Reshape', 'Pad'],
      );
      const after = await run(modelOf(graph), tensors, { x });
      assert.equal(after.y?.length, OUT * LENGTH * step);
      assert.ok(difference(after.y ?? [], before.y ?? []) < 1e-5);
    });
  }

  it('is refused when it is built in another way', () => {
    assert.throws(() => convolveUpsampling(upsampling(6, 2)), /does not upsample as Kokoro's export does/);
  });
});

describe('a spectrum', () => {
  const graph = () =>
    create(GraphProtoSchema, {
      name: 'test',
      node: [
        node('STFT', ['signal', 'step', 'window', 'length'], ['spectrum'], { onesided: 1 }),
        node('Transpose', ['spectrum'], ['turned'], { perm: [0, 2, 1, 3] }),
        node('Gather', ['turned', 'zero'], ['real'], { axis: 3 }),
        node('Gather', ['turned', 'one'], ['imaginary'], { axis: 3 }),
      ],
      initializer: [
        scalar('step', 5n),
        scalar('length', 20n),
        scalar('zero', 0n),
        scalar('one', 1n),
        create(TensorProtoSchema, {
          name: 'window',
          dims: [20n],
          dataType: TensorProto_DataType.FLOAT,
          floatData: Array.from({ length: 20 }, (_, i) => 0.5 - 0.5 * Math.cos((Math.PI * i) / 10)),
        }),
      ],
      input: [port('signal', [1, 'samples'])],
      output: [port('real', [1, 11, 'frames']), port('imaginary', [1, 11, 'frames'])],
    });
  const scalar = (name: string, value: bigint) =>
    create(TensorProtoSchema, { name, dataType: TensorProto_DataType.INT64, int64Data: [value] });
  it('is the same by convolutions', async () => {
    const signal = new Tensor(
      'float32',
      Float32Array.from({ length: 95 }, (_, i) => Math.sin(i * i)),
      [1, 95],
    );
    const before = await run(modelOf(graph()), [], { signal });
    const changed = graph();
    const tensors = convolveSpectra(changed);
    cut(changed);
    assert.deepEqual(
      changed.node.map(({ opType }) => opType),
      ['Unsqueeze', 'Conv', 'Conv'],
    );
    const after = await run(modelOf(changed), tensors, { signal });
    for (const part of ['real', 'imaginary']) {
      assert.equal(after[part]?.length, 11 * 16);
      for (const [i, value] of (after[part] ?? []).entries()) {
        assert.ok(Math.abs(value - (before[part]?.[i] ?? 9)) < 1e-4, `${part} ${i}`);
      }
    }
  });

  it('is refused when it is used in another way', () => {
    const odd = graph();
    const turned = odd.node.find(({ opType }) => opType === 'Transpose');
    if (turned) turned.opType = 'Identity';
    assert.throws(() => convolveSpectra(odd), /not a spectrum/);
  });
});
