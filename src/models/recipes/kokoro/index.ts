import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { GraphProto, ModelProto } from 'onnx-buf';
import { convolveInBytes } from '../byte-convolutions.ts';
import { type Convolution, convolutionsToFloat } from '../float-convolutions.ts';
import type { Part } from '../nodes.ts';
import { type LazyTensor, readModel, writeModel } from '../onnx-file.ts';
import { keepFront } from './front.ts';
import { keepGenerator } from './generator.ts';
import { DECODER, FRONT_FILE } from './names.ts';
import { runFrontOnce, runGeneratorOnce } from './run.ts';

interface Paths {
  readonly from: string;
  readonly to: string;
  readonly dir: string;
}

/** Kokoro's int8 export → what is computed once for an utterance (see `keepFront`), the decoder in bytes as it was. */
export async function kokoroFront(paths: Paths): Promise<void> {
  const inBytes = (found: Convolution) => (DECODER.test(found.node.name) ? convolveInBytes(found) : undefined);
  await derive(paths, keepFront, (path) => runFrontOnce(path, join(paths.dir, 'voices_ja.npz')), inBytes);
}

/** Kokoro's int8 export → the generator, local in time and in eight bits (see `keepGenerator`). Needs the front beside it. */
export async function kokoroGenerator(paths: Paths): Promise<void> {
  const front = join(paths.dir, FRONT_FILE);
  await derive(paths, keepGenerator, (path) => runGeneratorOnce(path, front, join(paths.dir, 'voices_ja.npz')));
}

async function derive(
  { from, to }: Paths,
  change: (graph: GraphProto, tensors: readonly LazyTensor[]) => readonly LazyTensor[],
  check: (path: string) => Promise<unknown>,
  otherwise?: (found: Convolution) => Part | undefined,
): Promise<void> {
  const temporary = `${to}.${process.pid}.tmp`;
  try {
    const model: ModelProto = await readModel(from);
    const { tensors } = convolutionsToFloat(model, otherwise);
    if (!model.graph) throw new Error('the file has no graph');
    await writeModel(temporary, model, change(model.graph, tensors));
    await check(temporary);
    await rename(temporary, to);
  } finally {
    await rm(temporary, { force: true });
  }
}
