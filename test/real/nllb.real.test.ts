import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { importTransformers, transformersHome, transformersInstall } from '../../src/app/transformers.ts';
import { createNllbTranslator } from '../../src/engines/translators/nllb.ts';
import { testTranslator } from '../contract/translator.ts';
import { skipUnless } from '../helpers/require.ts';
import { store } from '../helpers/store.ts';
import { writeTinyNllb } from '../helpers/tiny-nllb.ts';

const install = transformersInstall(store);
const isHere = existsSync(join(transformersHome(store), 'node_modules', '@huggingface', 'transformers'));
const skip = skipUnless(isHere, 'transformers.js is not here', install);
const directory = mkdtempSync(join(tmpdir(), 'stream-tts-nllb-'));
after(() => rmSync(directory, { recursive: true, force: true }));

function create(modelDir = writeTinyNllb(join(directory, 'tiny'))) {
  return createNllbTranslator({ modelDir, to: 'ja', install, library: () => importTransformers(store) });
}

testTranslator({ title: 'nllb', create, createBroken: () => create(join(directory, 'nowhere')), skip });

test('nllb: transformers.js and our own onnxruntime live in one process', { skip }, async () => {
  const { InferenceSession } = await import('onnxruntime-node');
  const translator = create();
  await translator.warm();
  const session = await InferenceSession.create(join(directory, 'tiny', 'onnx', 'encoder_model_quantized.onnx'));
  assert.deepEqual(session.inputNames, ['input_ids', 'attention_mask']);
  await session.release();
  await translator.dispose();
});
