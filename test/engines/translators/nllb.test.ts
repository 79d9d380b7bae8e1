import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createNllbTranslator } from '../../../src/engines/translators/nllb.ts';
import type { Translator } from '../../../src/spec/contracts.ts';
import { StreamTtsError } from '../../../src/spec/errors.ts';

const install = 'npm install it';

function create(library: () => Promise<unknown>, to = 'ja'): Translator {
  return createNllbTranslator({ modelDir: '/models/tiny', to, library, install });
}

/** Its n-th token makes the n-th of these texts of what was said so far; `run` sees what was asked. */
function fakeLibrary(
  tokens: readonly string[],
  run: (text: string, options: Record<string, unknown>) => void = () => {},
) {
  const env = { allowRemoteModels: true, allowLocalModels: false, localModelPath: '' };
  class InterruptableStoppingCriteria {
    stopped = false;
    interrupt() {
      this.stopped = true;
    }
  }
  async function translate(text: string, options: Record<string, unknown>) {
    run(text, options);
    const { streamer, stopping_criteria: stop } = options as {
      streamer: { put(ids: bigint[][]): void };
      stopping_criteria: InterruptableStoppingCriteria;
    };
    for (const [i] of tokens.entries()) {
      if (stop.stopped) return;
      streamer.put([[BigInt(i)]]);
      await new Promise(setImmediate);
    }
  }
  translate.tokenizer = { decode: (ids: readonly bigint[]) => tokens[ids.length - 1] ?? '' };
  translate.dispose = async () => {};
  return { env, InterruptableStoppingCriteria, pipeline: async () => translate };
}

async function said(translator: Translator, signal = new AbortController().signal): Promise<string[]> {
  const pieces: string[] = [];
  const options = { to: 'ja', context: [], attempt: 0, signal };
  for await (const piece of translator.translate({ text: 'All is well.', spans: [], language: 'en' }, options))
    pieces.push(piece);
  return pieces;
}

test('nllb: without transformers.js, or with another version of it, the error says what to type', async () => {
  for (const library of [() => Promise.reject(new Error('Cannot find module')), async () => ({ pipeline: 1 })]) {
    await assert.rejects(create(library).warm(), (error) => {
      assert.ok(error instanceof StreamTtsError);
      assert.deepEqual([error.code, error.exitCode, error.fix], ['program-missing', 3, install]);
      return true;
    });
  }
});

test('nllb: the languages by their names there, the network never asked, a piece for each token', async () => {
  const asked: Array<Record<string, unknown>> = [];
  const library = fakeLibrary([' すべ', ' すべて\uFFFD', ' すべて順調', ' すべて順調です。'], (_, options) =>
    asked.push(options),
  );
  assert.deepEqual(await said(create(async () => library)), ['すべ', 'て', '順調', 'です。']);
  assert.deepEqual([asked[0]?.src_lang, asked[0]?.tgt_lang], ['eng_Latn', 'jpn_Jpan']);
  assert.deepEqual(library.env, { allowRemoteModels: false, allowLocalModels: true, localModelPath: '/models' });
  assert.throws(() => create(async () => library, 'xx'), { exitCode: 2 });
});

test('nllb: an abort stops it within a token', async () => {
  const controller = new AbortController();
  const library = fakeLibrary(['一', '一二', '一二三'], () => controller.abort());
  assert.ok(
    (
      await said(
        create(async () => library),
        controller.signal,
      )
    ).length <= 1,
  );
});
