import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { create, fromBinary, toBinary } from '@bufbuild/protobuf';
import { type ModelProto, ModelProtoSchema } from 'onnx-buf';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { cacheHome } from '../../../src/models/home.ts';
import { convolutionsToFloat } from '../../../src/models/recipes/float-convolutions.ts';
import { writeModel } from '../../../src/models/recipes/onnx-file.ts';
import { runKokoroOnce } from '../../../src/models/recipes/run-kokoro.ts';
import { createStore } from '../../../src/models/store.ts';
import { quantisedConvolution } from '../../helpers/onnx-graph.ts';
import { skipUnless } from '../../helpers/require.ts';

const INPUT = Float32Array.from([0.5, -1, 2, 0.25, -0.75, 1.5, 0, -2, 1, 0.1, 0.2, 0.3]);

async function run(path: string): Promise<Float32Array> {
  const session = await InferenceSession.create(path);
  const { y } = await session.run({ x: new Tensor('float32', INPUT, [1, 2, 6]) });
  await session.release();
  assert.ok(y?.data instanceof Float32Array);
  return y.data;
}

for (const bias of [true, false]) {
  test(`an integer convolution ${bias ? 'with' : 'without'} bias becomes a float one with the same result`, async (t) => {
    const dir = mkdtempSync(join(tmpdir(), 'stream-tts-recipe-'));
    t.after(() => rmSync(dir, { recursive: true }));
    const quantised = quantisedConvolution(bias);
    writeFileSync(join(dir, 'int8.onnx'), toBinary(ModelProtoSchema, quantised));
    const before = await run(join(dir, 'int8.onnx'));
    const { tensors, replaced } = convolutionsToFloat(quantised);
    assert.equal(replaced, 1);
    await writeModel(join(dir, 'float.onnx'), quantised, tensors);
    const after = await run(join(dir, 'float.onnx'));
    assert.equal(after.length, before.length);
    for (const [i, value] of after.entries()) {
      assert.ok(Math.abs(value - (before[i] ?? Number.NaN)) < 0.1, `${i}: ${value} and ${before[i]}`);
    }
    const graph = fromBinary(ModelProtoSchema, readFileSync(join(dir, 'float.onnx'))).graph;
    assert.deepEqual(
      graph?.node.map((node) => node.opType),
      ['Conv', 'Identity'],
    );
    const names = ['float_conv_0_weight', ...(bias ? ['float_conv_0_bias'] : [])];
    assert.deepEqual(
      graph?.initializer.map((tensor) => tensor.name),
      names,
    );
    assert.deepEqual(
      graph?.node[0]?.attribute.map((attribute) => attribute.name),
      ['pads'],
    );
  });
}

test('a graph that is built in another way is refused with the name of its node', () => {
  const odd: ModelProto = quantisedConvolution(true);
  const cast = odd.graph?.node.find((node) => node.name === 'to_float');
  if (cast) cast.opType = 'Identity';
  assert.throws(
    () => convolutionsToFloat(odd),
    /^Error: conv is not a convolution as the quantiser writes it \(Identity\)/,
  );
  assert.throws(() => convolutionsToFloat(create(ModelProtoSchema)), /no graph/);
});

const store = createStore({ root: cacheHome(process.env) });
const installed = store.installed('kokoro-82m');
const skip = skipUnless(installed, 'kokoro-82m is not installed', 'npx stream-tts models pull kokoro-82m');
test('the real model has no integer convolution left and speaks', { skip }, async () => {
  const { files } = store.require('kokoro-82m');
  const name = store.entry('kokoro-82m').derived[0]?.name ?? '';
  const path = files[name] ?? '';
  const model = fromBinary(ModelProtoSchema, readFileSync(path));
  const count = (opType: string) => model.graph?.node.filter((node) => node.opType === opType).length;
  assert.deepEqual([count('ConvInteger'), count('MatMulInteger')], [0, 148]);
  await runKokoroOnce(path, files['voices_ja.npz'] ?? '');
});
