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
import { createFakeTranslator, gateway, settle, untilAborted } from '../helpers/fakes.ts';

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
  const ask = (
    text: string,
    deadlineMs?: number,
    signal = new AbortController().signal,
    soundLeftMs?: () => number | undefined,
  ) =>
    interpreter.interpret(sentence(text), {
      ...{ signal, deadlineMs, ...(soundLeftMs && { soundLeftMs }) },
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

test('an engine that goes on failing rests, longer each time, is asked again later, and costs one warning', async () => {
  let asked = 0;
  const server = createFakeTranslator({
    name: 'server',
    // biome-ignore lint/correctness/useYield: it fails before it has anything to give
    async *translate() {
      asked += 1;
      throw new Error('connection refused');
    },
  });
  const { ask, troubles, time } = at([server, saying('local', (text) => `訳${text}`)]);
  for (let i = 0; i < 20; i += 1) assert.equal((await ask('One here.')).translator, 'local');
  assert.equal(asked, 1);
  time.ms += 5_000;
  await ask('One here.');
  assert.equal(asked, 2);
  time.ms += 5_000;
  await ask('One here.');
  assert.equal(asked, 2, 'twice as long now');
  assert.equal(troubles.length, 1);
});

test('an engine that works again and fails again is worth another warning', async () => {
  let works = false;
  const server = createFakeTranslator({
    name: 'server',
    async *translate() {
      if (!works) throw new Error('connection refused');
      yield '訳です。';
    },
  });
  const { ask, troubles, time } = at([server, saying('local', (text) => `訳${text}`)]);
  for (const state of [false, true, false]) {
    works = state;
    time.ms += 10_000;
    assert.equal((await ask('One here.')).translator, state ? 'server' : 'local');
  }
  assert.equal(troubles.length, 2);
});

test('the only engine, once it has worked, never ends the run: what it cannot do is said as it was written', async () => {
  let works = true;
  const missing = new StreamTtsError({ code: 'x', stage: 'translator', exitCode: 3, message: 'no server' });
  const only = createFakeTranslator({
    async *translate() {
      if (!works) throw missing;
      yield '訳です。';
    },
  });
  const { ask, troubles } = at([only]);
  assert.equal((await ask('One here.')).kept, 'translation');
  works = false;
  for (let i = 0; i < 5; i += 1) assert.equal((await ask('Two here.')).text, 'Two here.');
  assert.deepEqual(troubles, [{ message: 'fake failed: no server', goesOn: 'source' }]);
});

test('an engine that is loading for long is passed over, and asked when it is there', async () => {
  let loaded = () => {};
  const loading = new Promise<void>((done) => {
    loaded = done;
  });
  const server = { ...saying('server', (text) => `遠${text}`), warm: () => loading };
  const { ask, troubles, time, interpreter } = at([server, saying('local', (text) => `近${text}`)], { sleep: settle });
  await interpreter.warm();
  assert.equal((await ask('One here.')).translator, 'local');
  time.ms += 20_000;
  assert.equal((await ask('Two here.')).translator, 'local');
  assert.deepEqual(troubles, [{ message: 'server failed: it is still loading', goesOn: 'next' }]);
  loaded();
  assert.equal((await ask('Three here.')).translator, 'server');
});

test('an abort while the only engine loads is heard at once', async () => {
  const controller = new AbortController();
  const only = createFakeTranslator({ warm: () => new Promise(() => {}) });
  const asked = at([only]).ask('One here.', undefined, controller.signal);
  controller.abort(new Error('enough'));
  await assert.rejects(asked, /enough/);
});

test('the same sentence, asked again while it is being translated, is translated once', async () => {
  let asked = 0;
  const { opened, open } = gateway();
  const slow = createFakeTranslator({
    async *translate({ text }) {
      asked += 1;
      await opened;
      yield `訳${text}`;
    },
  });
  const { ask, choices } = at([slow]);
  const answers = [ask('One here.'), ask('One here.'), ask('Two here.')];
  await settle();
  open();
  assert.deepEqual(
    (await Promise.all(answers)).map(({ text }) => text),
    ['訳One here.', '訳One here.', '訳Two here.'],
  );
  assert.equal(asked, 2);
  assert.deepEqual(
    choices.map(({ reason }) => reason),
    ['the only one', 'the only one', 'being said already'],
  );
});

test('the same sentence, when the one who asked first gives up, is translated for the second', async () => {
  const first = new AbortController();
  const { opened, open } = gateway();
  const slow = createFakeTranslator({
    async *translate({ text }) {
      await opened;
      yield `訳${text}`;
    },
  });
  const { ask } = at([slow]);
  const given = ask('One here.', undefined, first.signal);
  const wanted = ask('One here.');
  await settle();
  first.abort(new Error('enough'));
  open();
  await assert.rejects(given, /enough/);
  assert.equal((await wanted).text, '訳One here.');
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

test('what only stands in is loaded when it must be', async () => {
  const loaded: string[] = [];
  const noting = (translator: Translator): Translator => ({
    ...translator,
    warm: async () => void loaded.push(translator.name),
  });
  const engines = [noting(failing('named')), noting(saying('other', (t) => `訳${t}`))];
  const { ask, interpreter } = at(engines, { policy: 'in-order' });
  await interpreter.warm();
  assert.deepEqual(loaded, ['named']);
  assert.equal((await ask('One here.')).translator, 'other');
  assert.deepEqual(loaded, ['named', 'named', 'other']);
});

test('the best engine in time is chosen; the instant one when the listener waits; the best when nobody does', async () => {
  const chosen = async (deadlineMs?: number, known: Record<string, number> = { good: 100, fast: 10 }) => {
    const engines = [saying('good', () => JAPANESE), saying('fast', () => JAPANESE)];
    const { ask, choices, interpreter } = at(engines, { paces: createPaces(known) });
    await interpreter.warm();
    await ask(TEXT, deadlineMs);
    return choices[0];
  };
  assert.deepEqual(await chosen(3_000), {
    ...{ translator: 'good', reason: 'the best in time', expectedMs: 3_000, deadlineMs: 3_000 },
  });
  assert.deepEqual(await chosen(2_999), {
    ...{ translator: 'fast', reason: 'the best in time', expectedMs: 300, deadlineMs: 2_999 },
  });
  assert.deepEqual(await chosen(0), {
    ...{ translator: 'fast', reason: 'the fastest: none is in time', expectedMs: 300, deadlineMs: 0 },
  });
  assert.deepEqual(await chosen(undefined), {
    ...{ translator: 'good', reason: 'the best: nobody is waiting', expectedMs: 3_000, deadlineMs: null },
  });
  assert.equal((await chosen(0, {}))?.translator, 'fast', 'none was measured: the last is taken for the fastest');
  assert.equal((await chosen(0, { good: 30 }))?.translator, 'fast', 'so that it is measured once');
  assert.equal((await chosen(1_000, { fast: 10 }))?.translator, 'fast');
  assert.equal((await chosen(1_200, { fast: 10 }))?.translator, 'good', 'taken to need 40 ms a character');
});

const TEXT = 'The cache of the parser is big';
const JAPANESE = 'パーサーのキャッシュは大きいです。';

test('what was measured in one run decides in the next', async () => {
  const paces = createPaces();
  const { ask, time } = at(
    [
      createFakeTranslator({
        name: 'good',
        async *translate({ text }) {
          time.ms += 3_000;
          yield text === TEXT ? JAPANESE : '';
        },
      }),
      saying('fast', () => JAPANESE),
    ],
    { paces },
  );
  await ask(TEXT);
  assert.deepEqual(paces.known, { good: 100 });
  const next = at([saying('good', () => JAPANESE), saying('fast', () => JAPANESE)], {
    paces: createPaces(paces.known),
  });
  await next.interpreter.warm();
  assert.equal((await next.ask(TEXT, 2_000)).translator, 'fast');
});

test('what an engine computes on is told with the choice, where it is known', async () => {
  const gpu = { ...saying('gpu', () => JAPANESE), device: 'cuda' };
  const { ask, choices } = at([gpu]);
  await ask(TEXT);
  assert.deepEqual(choices, [
    { translator: 'gpu', reason: 'the only one', expectedMs: null, deadlineMs: null, device: 'cuda' },
  ]);
});

test('one that is loading is not waited for when the listener is', async () => {
  const slow = { ...saying('good', (text) => `良${text}`), warm: () => new Promise<void>(() => {}) };
  const { ask, troubles, interpreter } = at([slow, saying('fast', (text) => `速${text}`)], { sleep: settle });
  await interpreter.warm();
  assert.equal((await ask('One here.', 60_000)).translator, 'fast');
  assert.deepEqual(troubles, []);
});

test('the engine that the user named is asked first, however little time there is', async () => {
  const { ask, choices } = at([saying('good', (t) => `良${t}`), failing('fast')], {
    ...{ paces: createPaces({ good: 100, fast: 10 }), policy: 'in-order' },
  });
  await ask('One here.', 0);
  assert.deepEqual([choices[0]?.translator, choices[0]?.reason], ['good', 'the one that was named']);
});

test('a sentence is never of two styles: what is asked in halves is asked of one engine', async () => {
  const text = 'The parser reads all of the 41 files in the folder, and the writer makes one report of them.';
  const bad = saying('bad', (part) => (part === text ? '40件です。' : `悪${part.includes('41') ? '41件' : ''}。`));
  const good = saying('good', (part) => `良${part.includes('41') ? '41件' : ''}。`);
  const said = (await at([bad, good]).ask(text)).text;
  assert.ok(!(said.includes('悪') && said.includes('良')), said);
});

const TWO_PARTS = 'If all of the 41 files are there, the writer makes one report of them.';

test('a half that is wrong is asked for once more in the plain way, and the right one is kept', async () => {
  const asked: string[] = [];
  const translator = saying('t', (part, attempt) => {
    if (part === TWO_PARTS) return '報告を1つ作ります。';
    asked.push(`${part.slice(0, 2)} ${attempt}`);
    if (part.startsWith('the')) return '報告を1つ作ります。';
    return attempt === 1 ? 'ファイルがすべてある場合。' : '41個のファイルがすべてある場合。';
  });
  const { text } = await at([translator]).ask(TWO_PARTS);
  assert.equal(text, '41個のファイルがすべてある場合、報告を1つ作ります。');
  assert.deepEqual(asked, ['If 1', 'If 0', 'th 1']);
});

test('a half that stays wrong is never spoken', async () => {
  const translator = saying('t', (part) => (part.startsWith('the') ? '報告を作ります。' : '40個ある場合。'));
  assert.equal((await at([translator]).ask(TWO_PARTS)).kept, 'source');
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

test('what an engine that repeats itself was refused is not asked for again, until the checks would take it', async () => {
  const kept = new Map<string, string>();
  const key = ({ text, translator, refused }: TranslationKey) => `${translator} ${text} ${refused ?? false}`;
  const memory: TranslationMemory = {
    get: (asked) => kept.get(key(asked)),
    put: (asked, text) => kept.set(key(asked), text),
  };
  let answers = 0;
  const wrong = async function* () {
    answers += 1;
    yield 'テストは40件です。';
  };
  const one = createFakeTranslator({ name: 'one', repeats: true, translate: wrong });
  const { ask, choices } = at([one], { memory });
  assert.equal((await ask('There are 41 tests.')).kept, 'source');
  const before = answers;
  const again = await ask('There are 41 tests.');
  assert.deepEqual([again.kept, again.text, answers], ['source', 'There are 41 tests.', before]);
  assert.equal(again.checks.numbers, false);
  assert.equal(choices.at(-1)?.reason, 'said before');
  kept.set('one There are 41 tests. in every way', 'テストは41件です。');
  await ask('There are 41 tests.');
  assert.ok(answers > before, 'today it would pass, so it is asked');
  // Another engine may do better, and one that answers otherwise each time too.
  const other = createFakeTranslator({ name: 'other', translate: wrong });
  await at([one, other], { memory }).ask('There are 41 tests.');
  const asked = answers;
  await at([one, other], { memory }).ask('There are 41 tests.');
  assert.ok(answers > asked);
});

test('a refused sentence is asked for as often as there is time, which is remembered with it', async () => {
  // Sound that is left, milliseconds for an answer, and how it is asked for.
  const cases: ReadonlyArray<readonly [number | undefined, number, string]> = [
    [undefined, 9_000, 'whole 0, whole 1, half 1'],
    [9_000, 3_000, 'whole 0, whole 1, half 1'],
    [9_000, 4_200, 'whole 0, whole 1'],
    [3_000, 2_000, 'whole 0'],
    [3_000, 1_700, 'whole 0, whole 1'],
    [0, 1_000, 'whole 0, whole 1'],
    [0, 1_100, 'whole 0'],
  ];
  for (const [leftMs, answerMs, expected] of cases) {
    const asked: string[] = [];
    const kept: Array<TranslationKey['refused']> = [];
    const memory: TranslationMemory = { get: () => undefined, put: ({ refused }) => kept.push(refused) };
    const translator = createFakeTranslator({
      repeats: true,
      context: { sentences: 2, fromTry: 1 },
      async *translate({ text }, { attempt }) {
        asked.push(`${text === TWO_PARTS ? 'whole' : 'half'} ${attempt}`);
        time.ms += answerMs;
        yield '報告を作ります。';
      },
    });
    const { interpreter, time } = at([translator], { memory });
    const { kept: as } = await interpreter.interpret(sentence(TWO_PARTS), {
      ...{ signal: new AbortController().signal, context: [{ source: 'A.', translation: '前' }], deadlineMs: leftMs },
      soundLeftMs: () => leftMs && Math.max(0, leftMs - time.ms),
    });
    assert.equal(as, 'source');
    assert.equal(asked.slice(0, 3).join(', '), expected);
    assert.deepEqual(kept, [expected.includes('half') ? 'in every way' : 'in haste']);
  }
});

test('what was refused in haste is not asked for again in haste, and is where there is time', async () => {
  const kept = new Map<string, string>();
  const memory: TranslationMemory = {
    get: (key) => kept.get(JSON.stringify(key)),
    put: (key, text) => kept.set(JSON.stringify(key), text),
  };
  let asked = 0;
  const translator = createFakeTranslator({
    repeats: true,
    async *translate() {
      asked += 1;
      time.ms += 5000;
      yield '報告を作ります。';
    },
  });
  const { ask, time } = at([translator], { memory });
  const counts: number[] = [];
  for (const deadlineMs of [0, 0, 60_000]) {
    asked = 0;
    const startedAtMs = time.ms;
    const soundLeftMs = () => Math.max(0, deadlineMs - (time.ms - startedAtMs));
    const { kept: as } = await ask(TWO_PARTS, deadlineMs, undefined, soundLeftMs);
    assert.equal(as, 'source');
    counts.push(asked);
  }
  assert.deepEqual([counts[0], counts[1], (counts[2] ?? 0) > 1], [1, 0, true]);
});

test('an engine is given as much of what was said as it makes use of, and its translations are kept for that alone', async () => {
  const keys: TranslationKey[] = [];
  const given: string[] = [];
  const memory: TranslationMemory = { get: () => undefined, put: (key) => keys.push(key) };
  const context = ['A here.', 'B here.', 'C here.'].map((source) => ({ source, translation: `訳${source}` }));
  for (const engine of [{}, { context: { sentences: 2, fromTry: 0 }, variant: 'v2' }]) {
    const translator = createFakeTranslator({
      ...engine,
      async *translate(_, asked) {
        given.push(asked.context.map(({ source }) => source).join(' '));
        yield '訳';
      },
    });
    const { interpreter } = at([translator], { memory });
    await interpreter.interpret(sentence('One here.'), { signal: new AbortController().signal, context });
  }
  assert.deepEqual(given, ['', 'B here. C here.']);
  assert.deepEqual(
    keys.map(({ variant, context: own }) => [variant, own.map(({ translation }) => translation)]),
    [
      ['', []],
      ['v2', ['訳B here.', '訳C here.']],
    ],
  );
});

test('an engine that is shown it only when it was wrong: its first answer is kept for any, the other for that alone', async () => {
  const kept = new Map<string, string>();
  const memory: TranslationMemory = {
    get: (key) => kept.get(JSON.stringify(key)),
    put: (key, text) => kept.set(JSON.stringify(key), text),
  };
  const asked: string[] = [];
  const translator = createFakeTranslator({
    context: { sentences: 2, fromTry: 1 },
    async *translate({ text }, { attempt, context }) {
      asked.push(`${text} ${attempt} ${context.length}`);
      if (!text.includes('41')) yield '一つ。';
      else yield context.length === 0 ? 'テストは40件です。' : 'テストは41件です。';
    },
  });
  const { interpreter } = at([translator], { memory });
  const { signal } = new AbortController();
  const say = (text: string, before: string) =>
    interpreter.interpret(sentence(text), { signal, context: [{ source: before, translation: '前' }] });
  for (const before of ['A.', 'A.', 'B.']) {
    assert.equal((await say('One here.', before)).text, '一つ。');
    assert.equal((await say('There are 41 tests.', before)).text, 'テストは41件です。');
  }
  const two = ['There are 41 tests. 0 0', 'There are 41 tests. 1 1'];
  assert.deepEqual(asked, ['One here. 0 0', ...two, ...two]);
});

test('two same sentences at once are not one where something else was said before', async () => {
  let answers = 0;
  const translator = createFakeTranslator({
    context: { sentences: 1, fromTry: 0 },
    async *translate() {
      answers += 1;
      yield `訳${'甲乙丙'.charAt(answers - 1)}`;
    },
  });
  const { interpreter } = at([translator]);
  const after = (source: string) =>
    interpreter.interpret(sentence('One here.'), {
      signal: new AbortController().signal,
      context: [{ source, translation: '前' }],
    });
  const [a, b, c] = await Promise.all([after('A.'), after('B.'), after('A.')]);
  assert.deepEqual([a.text, b.text, c.text], ['訳甲', '訳乙', '訳甲']);
});

test('an engine whose answers have no end is left, and costs one warning', async () => {
  let pieces = 0;
  const babbling = createFakeTranslator({
    name: 'babbling',
    async *translate() {
      for (;;) {
        pieces += 1;
        yield 'それはですね、';
      }
    },
  });
  const { ask, troubles } = at([babbling, saying('local', (text) => `訳${text}`)]);
  for (let sentences = 0; sentences < 3; sentences += 1) assert.equal((await ask('One here.')).text, '訳One here.');
  assert.deepEqual(troubles, [{ message: 'babbling failed: its answers have no end', goesOn: 'next' }]);
  assert.ok(pieces < 100, `${pieces} pieces were taken`);
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
