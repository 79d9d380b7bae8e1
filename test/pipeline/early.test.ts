import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runRoad } from '../../src/pipeline/run.ts';
import type { Translator } from '../../src/spec/contracts.ts';
import {
  createFakeRoad,
  createFakeTranslator,
  createFakeVoice,
  createRecordingPlayer,
  gateway,
  RATE_HZ,
  settle,
  tick,
  turn,
} from '../helpers/fakes.ts';

const SOURCE = 'The queue is full, so I will wait a little.';
const CLAUSE = 'キューがいっぱいなので、';

/** A road in which somebody waits for sound, and what its voice was asked to say. */
function listening(translate: Translator['translate'], others: Partial<Translator> = {}) {
  const spoken: string[] = [];
  const base = createFakeVoice();
  const player = createRecordingPlayer({ realTime: true });
  const fake = createFakeRoad({
    translator: createFakeTranslator({ translate, continues: true, ...others }),
    player,
    voice: createFakeVoice({
      languages: ['ja', 'en'],
      speak(text, options) {
        spoken.push(`${options.language}:${text}`);
        return base.speak(text, options);
      },
    }),
    announce: ({ key }) => `${key}。`,
  });
  return { ...fake, player, spoken };
}

test('a clause that is settled reaches the voice while the rest is being translated', async () => {
  const gate = gateway();
  const { road, spoken, of } = listening(async function* () {
    yield CLAUSE;
    await gate.opened;
    yield '少し待ちます。';
  });
  const run = runRoad(road, turn(SOURCE));
  await settle();
  assert.deepEqual(spoken, [`ja:${CLAUSE}`]);
  assert.equal(of('translation').length, 0);
  gate.open();
  await run;
  assert.deepEqual(spoken, [`ja:${CLAUSE}`, 'ja:少し待ちます。']);
  assert.deepEqual(
    of('translation').map(({ text }) => text),
    [`${CLAUSE}少し待ちます。`],
  );
  assert.deepEqual(
    of('sentence-end').map(({ outcome }) => outcome),
    ['played'],
  );
  assert.equal(of('audio-start').length, 1);
});

test('where nobody waits, or the translator could not go on, the whole sentence is awaited', async () => {
  const whole = `${CLAUSE}少し待ちます。`;
  async function* translate() {
    yield CLAUSE;
    yield '少し待ちます。';
  }
  const file = listening(translate);
  await runRoad({ ...file.road, player: createRecordingPlayer({ realTime: false }) }, turn(SOURCE));
  assert.deepEqual(file.spoken, [`ja:${whole}`]);
  const other = listening(translate, { continues: false });
  await runRoad(other.road, turn(SOURCE));
  assert.deepEqual(other.spoken, [`ja:${whole}`]);
});

test('while other programs want the cores nothing is begun of a sentence before its end is known', async () => {
  for (const [first, rest] of [
    [CLAUSE, '少し待ちます。'],
    ['キューがいっぱいです。', 'だから少し待ちます。'],
  ]) {
    const { road, spoken } = listening(async function* () {
      yield `${first}`;
      await tick();
      yield `${rest}`;
    });
    await runRoad({ ...road, crowded: () => true }, turn(SOURCE));
    assert.deepEqual(spoken, [`ja:${first}${rest}`]);
  }
});

test('at its full stop a translation that passes is spoken before the engine has said that nothing follows', async () => {
  const gate = gateway();
  const whole = 'キューがいっぱいです。';
  const { road, spoken, of, player } = listening(async function* () {
    yield 'キューが';
    yield 'いっぱいです。';
    await gate.opened;
  });
  const run = runRoad(road, turn('The queue is full.'));
  await settle();
  assert.deepEqual([spoken, of('translation').length], [[`ja:${whole}`], 1]);
  gate.open();
  await run;
  assert.deepEqual(spoken, [`ja:${whole}`]);
  assert.deepEqual(
    of('translation').map(({ text, kept }) => [text, kept]),
    [[whole, 'translation']],
  );
  assert.equal(of('sentence-end').length, 1);
  // No silence is put behind it, as nothing follows.
  assert.ok(player.written.flatMap((samples) => [...samples]).every((sample) => sample === 0.5));
});

test('what follows a full stop after all is spoken after a pause', async () => {
  const gate = gateway();
  const { road, spoken, of, player } = listening(async function* () {
    yield 'キューがいっぱいです。';
    await gate.opened;
    yield '待ちます。';
  });
  const run = runRoad(road, turn('The queue is full.'));
  await settle();
  const before = of('sentence-end').length;
  gate.open();
  await run;
  assert.deepEqual([before, spoken], [0, ['ja:キューがいっぱいです。', 'ja:待ちます。']]);
  assert.equal(of('translation').at(-1)?.text, 'キューがいっぱいです。待ちます。');
  const sounds = player.written.map((samples) => samples.some((sample) => sample !== 0));
  const [silence] = player.written.filter((_, i) => !sounds[i]);
  assert.deepEqual([sounds[0], sounds.at(-1), (silence?.length ?? 0) > 0], [true, true, true]);
});

test('a full stop of what does not pass is no end', async () => {
  const { road, spoken } = listening(async function* (_, { attempt }) {
    if (attempt === 0) yield 'キューが41個あります。';
    else yield 'キューがいっぱいです。';
  });
  await runRoad(road, turn('The queue is full.'));
  assert.deepEqual(spoken, ['ja:キューがいっぱいです。']);
});

test('a rest that fails the checks is asked for again, with what was spoken given', async () => {
  const given: Array<string | undefined> = [];
  const { road, spoken, of } = listening(async function* (_, options) {
    given.push(options.given);
    if (options.given === undefined) yield CLAUSE;
    yield options.given === undefined ? '少し待ちません。' : '少し待ちます。';
  });
  await runRoad(road, turn(SOURCE));
  assert.deepEqual(given, [undefined, CLAUSE]);
  assert.deepEqual(spoken, [`ja:${CLAUSE}`, 'ja:少し待ちます。']);
  assert.equal(of('translation')[0]?.kept, 'translation');
});

test('a rest that fails again is not spoken: the sentence is said as it was written, with a warning', async () => {
  const { road, spoken, of } = listening(async function* (_, { given }) {
    if (given === undefined) yield CLAUSE;
    yield '少し待ちません。';
  });
  await runRoad(road, turn(SOURCE));
  assert.deepEqual(spoken, [`ja:${CLAUSE}`, 'ja:original。', `en:${SOURCE}`]);
  assert.deepEqual(
    of('translation').map(({ text, kept }) => [text, kept]),
    [[SOURCE, 'source']],
  );
  assert.deepEqual(
    of('warning').map(({ code }) => code),
    ['clause-broken-off'],
  );
  assert.deepEqual(
    of('sentence-end').map(({ outcome }) => outcome),
    ['played'],
  );
});

test('a translator that fails after its clause leaves the sentence to no other', async () => {
  const { road, spoken, of } = listening(async function* () {
    yield CLAUSE;
    throw new Error('gone');
  });
  await runRoad(road, turn(SOURCE));
  assert.deepEqual(spoken, [`ja:${CLAUSE}`, 'ja:original。', `en:${SOURCE}`]);
  assert.equal(of('sentence-end').length, 1);
});

test('a voice that fails on the clause says nothing more of the sentence, which ends once', async () => {
  const { road, of } = listening(async function* () {
    yield CLAUSE;
    yield '少し待ちます。';
  });
  const said: string[] = [];
  const voice = createFakeVoice({
    async *speak(text) {
      said.push(text);
      yield { samples: new Float32Array(10), sampleRateHz: RATE_HZ };
      if (text === CLAUSE) throw new Error('no such sound');
    },
  });
  await runRoad({ ...road, voice }, turn(`${SOURCE} One here.`));
  assert.deepEqual(said.slice(0, 1), [CLAUSE]);
  assert.deepEqual(
    of('sentence-end').map(({ sentenceId, outcome }) => [sentenceId, outcome]),
    [
      ['s1', 'failed'],
      ['s2', 'played'],
    ],
  );
});
