import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { toBinary } from '@bufbuild/protobuf';
import { ModelProtoSchema } from 'onnx-buf';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { convolveInBytes } from '../../../src/models/recipes/byte-convolutions.ts';
import { convolutionsToFloat } from '../../../src/models/recipes/float-convolutions.ts';
import { writeModel } from '../../../src/models/recipes/onnx-file.ts';
import { quantisedConvolution } from '../../helpers/onnx-graph.ts';

const INPUT = Float32Array.from([0.5, -1, 2, 0.25, -0.75, 1.5, 0, -2, 1, 0.1, 0.2, 0.3]);

async function run(path: string): Promise<Float32Array> {
  const session = await InferenceSession.create(path);
  const { y } = await session.run({ x: new Tensor('float32', INPUT, [1, 2, 6]) });
  await session.release();
  assert.ok(y?.data instanceof Float32Array);
  return y.data;
}

for (const bias of [true, false]) {
  test(`an integer convolution ${bias ? 'with' : 'without'} bias becomes a product that makes the same sums`, async (t) => {
    const dir = mkdtempSync(join(tmpdir(), 'stream-tts-recipe-'));
    t.after(() => rmSync(dir, { recursive: true }));
    const quantised = quantisedConvolution(bias);
    writeFileSync(join(dir, 'int8.onnx'), toBinary(ModelProtoSchema, quantised));
    const before = await run(join(dir, 'int8.onnx'));
    const { tensors } = convolutionsToFloat(quantised, convolveInBytes);
    await writeModel(join(dir, 'bytes.onnx'), quantised, tensors);
    const after = await run(join(dir, 'bytes.onnx'));
    assert.equal(after.length, before.length);
    // The quantiser has rounded the bias down, to a multiple of what one step is worth.
    const step = bias ? (4 / 255) * 0.02 : 1e-5;
    for (const [i, value] of after.entries()) {
      assert.ok(Math.abs(value - (before[i] ?? Number.NaN)) <= step, `${i}: ${value} and ${before[i]}`);
    }
  });
}

test('a convolution that moves by two, or looks to one side, is refused with its name', () => {
  for (const [key, ints] of [
    ['strides', [2n]],
    ['dilations', [3n]],
    ['pads', [0n, 2n]],
  ] as const) {
    const odd = quantisedConvolution(true);
    const conv = odd.graph?.node.find(({ name }) => name === 'conv');
    const attribute = conv?.attribute[0];
    assert.ok(conv && attribute);
    conv.attribute = [...(key === 'pads' ? [] : [attribute]), { ...attribute, name: key, ints: [...ints] }];
    assert.throws(
      () => convolutionsToFloat(odd, convolveInBytes),
      /^Error: conv is not a convolution that can be made/,
    );
  }
});
