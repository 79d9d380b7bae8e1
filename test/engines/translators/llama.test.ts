import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { createLlamaTranslator } from '../../../src/engines/translators/llama.ts';
import { SIMPLIFIED } from '../../../src/kit/simplified.ts';
import type { Translator } from '../../../src/spec/contracts.ts';
import { testTranslator } from '../../contract/translator.ts';
import { skipWithout, store } from '../../helpers/store.ts';

const MODEL = 'qwen2.5-coder-1.5b';
const skip = skipWithout(MODEL);
const stateDirectory = mkdtempSync(join(tmpdir(), 'stream-tts-state-'));
after(() => rmSync(stateDirectory, { recursive: true, force: true }));

function create(modelPath = modelFile(), crowded?: () => boolean) {
  return createLlamaTranslator({
    modelPath,
    modelName: MODEL,
    threads: Math.min(2, availableParallelism()),
    crowded,
    stateDirectory,
  });
}

/** Of which flash attention translates some otherwise with one thread than with two. */
const LONG_SENTENCES = [
  "I'll read the retry logic in the client first, because it waits for a fixed time after each failure.",
  'This is odd: the cache is written by two processes at once, and neither of them holds the lock while it does so.',
  'When the server restarts, all clients come back within the same second, so the delay needs a random part.',
];

async function say(translator: Translator, text: string): Promise<string> {
  const options = { to: 'ja', context: [], attempt: 0, signal: new AbortController().signal };
  let said = '';
  for await (const piece of translator.translate({ text, spans: [], language: 'en' }, options)) said += piece;
  return said;
}

function modelFile(): string {
  const file = Object.values(store.require(MODEL).files).find((path) => path.endsWith('.gguf'));
  if (file === undefined) throw new Error('no GGUF in the catalogue entry');
  return file;
}

testTranslator({ title: 'llama', create, createBroken: () => create('/nowhere/model.gguf'), skip });

test('llama: a sentence that begins like the one before is translated as if it were alone', { skip }, async () => {
  const translator = create();
  const LONG = 'The parser now reads the whole file, skips empty lines and comments, and stops at the first error.';
  const alone = await say(translator, LONG);
  await say(translator, 'The parser now reads the whole file, skips empty lines and comments, and goes on.');
  assert.equal(await say(translator, LONG), alone);
  assert.equal(await say(translator, LONG), alone, 'and after itself');
  await translator.dispose();
});

test('llama: how many of its threads compute changes no word', { skip }, async () => {
  let asked = 0;
  let crowded = () => false;
  const translator = create(modelFile(), () => crowded());
  for (const text of LONG_SENTENCES) {
    crowded = () => false;
    const together = await say(translator, text);
    crowded = () => {
      asked += 1;
      return asked % 3 !== 0;
    };
    assert.equal(await say(translator, text), together);
  }
  assert.ok(asked > 20, `asked ${asked} times: with every piece`);
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
  const said = await say(
    translator,
    'However, the match expression can be a bit wordy in a situation in which we care about only one of the cases.',
  );
  assert.match(said, /[ぁ-ん]/);
  assert.doesNotMatch(said, SIMPLIFIED);
  await translator.dispose();
});

test('llama: the prefix of the last run is read back, and a damaged one costs only time', { skip }, async () => {
  const start = async () => {
    const translator = create();
    await translator.warm();
    assert.match(translator.device ?? '', /^(CPU|metal|cuda|vulkan)$/);
    const text = await say(translator, 'I found the problem.');
    await translator.dispose();
    return text;
  };
  const first = await start();
  const [state = ''] = readdirSync(stateDirectory);
  assert.match(state, /\.state$/);
  assert.equal(await start(), first);
  truncateSync(join(stateDirectory, state), 1000);
  assert.equal(await start(), first);
});
