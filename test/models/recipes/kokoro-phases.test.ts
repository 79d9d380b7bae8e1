import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { create } from '@bufbuild/protobuf';
import { GraphProtoSchema, ModelProtoSchema, OperatorSetIdProtoSchema } from 'onnx-buf';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { convolveInPhases, fromPhases, toPhases } from '../../../src/models/recipes/kokoro/phases.ts';
import { toom } from '../../../src/models/recipes/kokoro/toom.ts';
import { node, port } from '../../../src/models/recipes/nodes.ts';
import { writeModel } from '../../../src/models/recipes/onnx-file.ts';

const dir = mkdtempSync(join(tmpdir(), 'stream-tts-kokoro-phases-'));
after(() => rmSync(dir, { recursive: true }));

/** Those of Kokoro's generator. */
const SIZES = [4, 8].flatMap((phases) => [3, 7, 11].map((taps) => ({ phases, taps })));
const wave = (length: number, step: number) => Float32Array.from({ length }, (_, i) => Math.sin(step * (i + 1) ** 1.1));

describe('sums of few products', () => {
  for (const { phases, taps } of SIZES) {
    it(`are those of ${taps} taps, ${phases} at a time`, () => {
      const { products, input, kernel, output, constant } = toom(phases, taps);
      assert.equal(products, phases + taps - 1);
      const [x, h] = [wave(products, 2), wave(taps, 3)];
      const times = (rows: readonly (readonly number[])[], by: ArrayLike<number>) =>
        rows.map((row) => row.reduce((sum, value, i) => sum + value * (by[i] ?? 0), 0));
      const [kernels, inputs] = [times(kernel, h), times(input, x)];
      const factors = kernels.map((value, u) => value * (inputs[u] ?? 0));
      for (const [p, sum] of times(output, factors).entries()) {
        const expected = h.reduce((all, value, s) => all + value * (x[p + s] ?? 0), 0);
        assert.ok(Math.abs(sum - expected) < 1e-12 * 1e3, `${sum} for ${expected}`);
      }
      for (const row of output) assert.equal(row[constant.product], constant.times);
    });
  }

  it('have points for so many products only', () => {
    assert.throws(() => toom(4, 4), /no points for 7 products/);
  });
});

describe('a convolution in phases', () => {
  const [OUT, INTO, TIME] = [3, 2, 80];
  for (const { phases, taps } of SIZES) {
    for (const dilation of [1, 3, 5]) {
      it(`gives the same, to both ends: ${phases} phases, ${taps} taps, dilation ${dilation}`, async () => {
        const [weights, bias, x] = [wave(OUT * INTO * taps, 1), Float32Array.of(1, -2, 0.5), wave(INTO * TIME, 0.7)];
        const pad = (dilation * (taps - 1)) / 2;
        const old = node('Conv', ['x', 'w', 'b'], ['made'], { dilations: [dilation], pads: [pad, pad] });
        const parts = [
          toPhases('x', 'x_in_phases', phases, { before: 2, after: 1 }),
          convolveInPhases(
            { name: 'one', node: old, dims: [OUT, INTO, taps], weights: () => weights, bias: () => bias },
            phases,
            'x_in_phases',
          ),
          fromPhases('made', 'y'),
        ];
        const model = create(ModelProtoSchema, {
          irVersion: 8n,
          opsetImport: [create(OperatorSetIdProtoSchema, { version: 20n })],
          graph: create(GraphProtoSchema, {
            name: 'test',
            node: parts.flatMap((part) => part.nodes),
            input: [port('x', [1, INTO, 'time'])],
            output: [port('y', [1, OUT, 'time'])],
          }),
        });
        const path = join(dir, 'model.onnx');
        await writeModel(
          path,
          model,
          parts.flatMap((part) => part.tensors),
        );
        const session = await InferenceSession.create(path);
        const longer = new Float32Array(INTO * (TIME + 3)).fill(7);
        for (let c = 0; c < INTO; c++) longer.set(x.subarray(c * TIME, (c + 1) * TIME), c * (TIME + 3) + 2);
        const { y } = await session.run({ x: new Tensor('float32', longer, [1, INTO, TIME + 3]) });
        await session.release();
        assert.deepEqual(y?.dims, [1, OUT, TIME]);
        for (let o = 0; o < OUT; o++) {
          for (let t = 0; t < TIME; t++) {
            let sum = bias[o] ?? 0;
            for (let c = 0; c < INTO; c++) {
              for (let k = 0; k < taps; k++) {
                const at = t + dilation * k - pad;
                if (at >= 0 && at < TIME) sum += (weights[(o * INTO + c) * taps + k] ?? 0) * (x[c * TIME + at] ?? 0);
              }
            }
            const made = Number(y?.data[o * TIME + t]);
            assert.ok(Math.abs(made - sum) < 1e-3, `channel ${o}, sample ${t}: ${made} for ${sum}`);
          }
        }
      });
    }
  }
});
