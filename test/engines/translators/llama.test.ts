import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createLlamaTranslator } from '../../../src/engines/translators/llama.ts';
import { SIMPLIFIED } from '../../../src/kit/simplified.ts';
import { testTranslator } from '../../contract/translator.ts';
import { skipWithout, store } from '../../helpers/store.ts';

const MODEL = 'qwen2.5-coder-1.5b';
const skip = skipWithout(MODEL);
const stateDirectory = mkdtempSync(join(tmpdir(), 'stream-tts-state-'));
after(() => rmSync(stateDirectory, { recursive: true, force: true }));

function create(modelPath = modelFile()) {
  return createLlamaTranslator({
    modelPath,
    modelName: MODEL,
    threads: Math.min(2, availableParallelism()),
    stateDirectory,
  });
}

function modelFile(): string {
  const file = Object.values(store.require(MODEL).files).find((path) => path.endsWith('.gguf'));
  if (file === undefined) throw new Error('no GGUF in the catalogue entry');
  return file;
}

testTranslator({ title: 'llama', create, createBroken: () => create('/nowhere/model.gguf'), skip });

test('llama: a sentence that begins like the one before is translated as if it were alone', { skip }, async () => {
  const translator = create();
  const { signal } = new AbortController();
  const say = async (text: string) => {
    let said = '';
    const options = { to: 'ja', context: [], attempt: 0, signal };
    for await (const piece of translator.translate({ text, spans: [], language: 'en' }, options)) said += piece;
    return said;
  };
  const LONG = 'The parser now reads the whole file, skips empty lines and comments, and stops at the first error.';
  const alone = await say(LONG);
  await say('The parser now reads the whole file, skips empty lines and comments, and goes on.');
  assert.equal(await say(LONG), alone);
  assert.equal(await say(LONG), alone, 'and after itself');
  await translator.dispose();
});

const hasStatus = skip || (process.platform === 'linux' ? false : 'only Linux tells how much of a file is in memory');

test('llama: on a processor the file of the model is not in memory beside its weights', {
  skip: hasStatus,
}, async () => {
  const translator = create();
  await translator.warm();
  if (translator.device === 'CPU') {
    const [, mappedKB] = /^RssFile:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8')) ?? [];
    const mappedMB = Number(mappedKB) / 1024;
    const modelMB = statSync(modelFile()).size / 2 ** 20;
    assert.ok(mappedMB < modelMB / 2, `${mappedMB} MB of files are in memory, the model is ${modelMB} MB`);
  }
  await translator.dispose();
});

test('llama: no Chinese where Japanese has the same word', { skip }, async () => {
  const translator = create();
  const { signal } = new AbortController();
  let said = '';
  const sentence = {
    text: 'However, the match expression can be a bit wordy in a situation in which we care about only one of the cases.',
    ...{ spans: [], language: 'en' },
  };
  for await (const piece of translator.translate(sentence, { to: 'ja', context: [], attempt: 0, signal }))
    said += piece;
  assert.match(said, /[ぁ-ん]/);
  assert.doesNotMatch(said, SIMPLIFIED);
  await translator.dispose();
});

test('llama: the prefix of the last run is read back, and a damaged one costs only time', { skip }, async () => {
  const options = { to: 'ja', context: [], attempt: 0, signal: new AbortController().signal };
  const say = async () => {
    const translator = create();
    await translator.warm();
    assert.match(translator.device ?? '', /^(CPU|metal|cuda|vulkan)$/);
    let text = '';
    for await (const piece of translator.translate(
      { text: 'I found the problem.', spans: [], language: 'en' },
      options,
    ))
      text += piece;
    await translator.dispose();
    return text;
  };
  const first = await say();
  const [state = ''] = readdirSync(stateDirectory);
  assert.match(state, /\.state$/);
  assert.equal(await say(), first);
  truncateSync(join(stateDirectory, state), 1000);
  assert.equal(await say(), first);
});
