import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createGlossary } from '../../src/guard/glossary.ts';
import { createPaces } from '../../src/pipeline/choice.ts';
import {
  type Choice,
  createInterpreter,
  type InterpreterOptions,
  type Trouble,
} from '../../src/pipeline/interpreter.ts';
import type { TranslationKey, TranslationMemory, Translator } from '../../src/spec/contracts.ts';
import { StreamTtsError } from '../../src/spec/errors.ts';
import type { Sentence } from '../../src/spec/parts.ts';
import { createFakeTranslator, settle, untilAborted } from '../helpers/fakes.ts';

const sentence = (text: string): Sentence => ({
  ...{ sentenceId: 's1', messageId: 'm', text, spans: [], spoken: text, language: 'en' },
});

function saying(name: string, answer: (text: string, attempt: number) => string): Translator {
  return createFakeTranslator({
    name,
    async *translate({ text }, { attempt }) {
      yield answer(text, attempt);
    },
  });
}

function failing(name: string, error = new Error('connection refused')): Translator {
  return createFakeTranslator({
    name,
    // biome-ignore lint/correctness/useYield: it fails before it has anything to give
    async *translate() {
      throw error;
    },
  });
}

function at(translators: readonly Translator[], options: Partial<InterpreterOptions> = {}) {
  const choices: Choice[] = [];
  const troubles: Trouble[] = [];
  const time = { ms: 0 };
  const interpreter = createInterpreter({
    ...{ translators, to: 'ja', clock: () => time.ms, sleep: untilAborted },
    ...options,
  });
  const ask = (text: string, deadlineMs?: number, signal = new AbortController().signal) =>
    interpreter.interpret(sentence(text), {
      ...{ signal, deadlineMs },
      onChoice: (choice) => choices.push(choice),
      onTrouble: (trouble) => troubles.push(trouble),
    });
  return { ask, choices, troubles, time, interpreter };
}

test('what fails the checks is asked once more, then of the next engine, then kept in the source language', async () => {
  const asked: string[] = [];
  const note = (name: string, answer: string) =>
    saying(name, (_, attempt) => {
      asked.push(`${name} ${attempt}`);
      return answer;
    });
  const both = at([note('bad', 'テストは40件です。'), note('good', 'テストは41件です。')]);
  assert.deepEqual(await both.ask('There are 41 tests.'), {
    ...{ text: 'テストは41件です。', kept: 'translation', translator: 'good', early: '', firstClauseMs: 0, totalMs: 0 },
    checks: (await both.ask('There are 41 tests.')).checks,
  });
  assert.deepEqual(asked.slice(0, 3), ['bad 0', 'bad 1', 'good 0']);
  const neither = await at([note('a', '40件です。'), note('b', '39件です。')]).ask('There are 41 tests.');
  assert.deepEqual([neither.text, neither.kept, neither.translator], ['There are 41 tests.', 'source', 'b']);
  assert.equal(neither.checks.numbers, false);
});

test('an engine that fails costs a warning, and the next one answers', async () => {
  const { ask, troubles } = at([failing('server'), saying('local', (text) => `訳${text}`)]);
  assert.equal((await ask('One here.')).text, '訳One here.');
  assert.deepEqual(troubles, [{ message: 'server failed: connection refused', goesOn: 'next' }]);
});

test('an engine that goes on failing rests, longer each time, and is asked again later', async () => {
  const { ask, troubles, time } = at([failing('server'), saying('local', (text) => `訳${text}`)]);
  for (let i = 0; i < 20; i += 1) assert.equal((await ask('One here.')).translator, 'local');
  assert.equal(troubles.length, 2);
  time.ms += 5_000;
  await ask('One here.');
  assert.equal(troubles.length, 3);
  time.ms += 5_000;
  await ask('One here.');
  assert.equal(troubles.length, 3, 'twice as long now');
});

test('an engine that gives nothing hangs: it is left, and rests at once', async () => {
  const hanging = createFakeTranslator({
    name: 'server',
    // biome-ignore lint/correctness/useYield: it never has anything to give
    async *translate(_, { signal }) {
      await untilAborted(0, signal);
    },
  });
  const { ask, troubles } = at([hanging, saying('local', (text) => `訳${text}`)], { sleep: settle });
  assert.equal((await ask('One here.')).translator, 'local');
  assert.equal((await ask('Two here.')).translator, 'local');
  assert.deepEqual(troubles, [{ message: 'server failed: it gave nothing for 30 s', goesOn: 'next' }]);
});

test('the only engine, when it cannot be had at all, ends the run; one of several does not', async () => {
  const missing = new StreamTtsError({ code: 'x', stage: 'translator', exitCode: 3, message: 'no model' });
  await assert.rejects(at([failing('only', missing)]).ask('One here.'), missing);
  assert.equal(
    (await at([failing('one', missing), saying('two', () => '訳です。')]).ask('One here.')).translator,
    'two',
  );
});

test('warm: one engine that can work is enough, none is an error', async () => {
  const cold = createFakeTranslator({ warm: () => Promise.reject(new Error('no model')) });
  await at([cold, createFakeTranslator()]).interpreter.warm();
  await assert.rejects(at([cold]).interpreter.warm(), /no model/);
});

test('the best engine in time is chosen; the fastest when none is', async () => {
  const paces = createPaces({ good: 100, fast: 10 });
  const desk = () => at([saying('good', (t) => `良${t}`), saying('fast', (t) => `速${t}`)], { paces });
  const text = 'A text of thirty characters ok';
  const chosen = async (deadlineMs?: number) => {
    const { ask, choices } = desk();
    await ask(text, deadlineMs);
    return choices[0];
  };
  assert.deepEqual(await chosen(3_000), {
    ...{ translator: 'good', reason: 'the best in time', expectedMs: 3_000, deadlineMs: 3_000 },
  });
  assert.equal((await chosen(2_999))?.translator, 'good', 'the engine was seen to be faster meanwhile');
});

test('paces: what was measured decides, and nothing known is taken to be in time', () => {
  const paces = createPaces({ slow: 100 });
  assert.equal(paces.expectedMs('slow', 30), 3_000);
  assert.equal(paces.expectedMs('slow', 3), 2_000, 'the shortest text counts as twenty characters');
  assert.equal(paces.expectedMs('new', 30), undefined);
  paces.learn('slow', 300, 30);
  assert.equal(paces.expectedMs('slow', 30), 2_100);
});

test('what was said before is said again at once, whatever the engine would say now', async () => {
  const kept = new Map<string, string>();
  const key = ({ text, translator }: TranslationKey) => `${translator} ${text}`;
  const memory: TranslationMemory = {
    get: (asked) => kept.get(key(asked)),
    put: (asked, text) => kept.set(key(asked), text),
  };
  let answers = 0;
  const translator = saying('t', (text) => {
    answers += 1;
    return text.includes('41') ? 'テストは40件です。' : `訳${answers}`;
  });
  const { ask, choices } = at([translator], { memory });
  assert.equal((await ask('One here.')).text, '訳1');
  assert.equal((await ask('One here.')).text, '訳1');
  assert.deepEqual(
    choices.map(({ reason }) => reason),
    ['the only one', 'said before'],
  );
  await ask('There are 41 tests.');
  assert.equal(kept.size, 1, 'what failed is not kept');
  kept.set('t There are 42 tests.', 'テストは43件です。');
  assert.notEqual((await ask('There are 42 tests.')).text, 'テストは43件です。');
});

test("the user's terms are asked for, put right where they were left in English, and checked", async () => {
  const seen: string[] = [];
  const translator = createFakeTranslator({
    async *translate({ text }, { terms = [] }) {
      seen.push(terms.map(({ source, target }) => `${source}=${target}`).join());
      yield text.includes('open') ? 'pull requestを開きます。' : '引っ張りをマージします。';
    },
  });
  const { ask } = at([translator], { glossary: createGlossary({ 'pull request': 'プルリク' }) });
  assert.equal((await ask('I will open a pull request.')).text, 'プルリクを開きます。');
  const lost = await ask('I will merge the pull request.');
  assert.deepEqual([lost.kept, lost.checks.glossary], ['source', false]);
  assert.equal((await ask('I will open it.')).kept, 'translation');
  assert.equal(seen[0], 'pull request=プルリク');
  assert.equal(seen.at(-1), '');
});

test('the second try names what the first one left out', async () => {
  const said: string[] = [];
  const translator = createFakeTranslator({
    async *translate(_, { attempt, terms = [] }) {
      said.push(terms.map(({ source, target }) => `${source}=${target}`).join());
      yield attempt === 0 ? 'エラーは起きます。' : 'リンターがサーバーで動きます。';
    },
  });
  const { ask } = at([translator]);
  assert.equal((await ask('The linter runs on the server.')).kept, 'translation');
  assert.deepEqual(said, ['', 'linter=リンター,server=サーバー']);
});

test('an abort rejects, and nothing more is asked', async () => {
  const controller = new AbortController();
  const translator = createFakeTranslator({
    async *translate() {
      controller.abort(new Error('enough'));
      yield '訳';
    },
  });
  const { ask, troubles } = at([translator]);
  await assert.rejects(ask('One here.', undefined, controller.signal), /enough/);
  assert.deepEqual(troubles, []);
});
