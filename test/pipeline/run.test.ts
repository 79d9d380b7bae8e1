import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { AHEAD } from '../../src/pipeline/road.ts';
import { runRoad } from '../../src/pipeline/run.ts';
import { StreamTtsError } from '../../src/spec/errors.ts';
import type { SourcePart } from '../../src/spec/parts.ts';
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

const THREE = 'One here. Two here. Three here.';

test('sentences are translated, spoken and ended in the order in which they were written', async () => {
  const { road, of } = createFakeRoad();
  const counts = await runRoad(road, turn(THREE));
  assert.deepEqual(
    of('translation').map(({ text }) => text),
    ['訳One here.', '訳Two here.', '訳Three here.'],
  );
  assert.deepEqual(
    of('play-start').map(({ sentenceId }) => sentenceId),
    ['s1', 's2', 's3'],
  );
  assert.deepEqual(
    of('sentence-end').map(({ sentenceId, outcome }) => [sentenceId, outcome]),
    [
      ['s1', 'written'],
      ['s2', 'written'],
      ['s3', 'written'],
    ],
  );
  assert.equal(counts.written, 3);
});

test('what was said before goes with each sentence; what was kept in its language does not', async () => {
  const asked: string[][] = [];
  const translator = createFakeTranslator({
    context: { sentences: 2, fromTry: 0 },
    async *translate({ text }, { context }) {
      asked.push(context.map(({ source, translation }) => `${source} ${translation}`));
      yield text.startsWith('Two') ? '' : `訳${text}`;
    },
  });
  const { road } = createFakeRoad({ translator });
  await runRoad(road, turn('One here. Two here. Three here. Four here. Five here.'));
  const [one, three, four] = ['One here. 訳One here.', 'Three here. 訳Three here.', 'Four here. 訳Four here.'];
  assert.deepEqual(asked, [[], [one], [one], [one], [one, three], [three, four]]);
});

test("the time left for a translation is the sound's without the voice's own", async () => {
  const time = { ms: 0 };
  const voice = createFakeVoice({
    async *speak() {
      time.ms += 400;
      yield { samples: new Float32Array(3 * RATE_HZ).fill(0.5), sampleRateHz: RATE_HZ };
    },
  });
  // Nothing is heard while the test runs: what was made is what is left.
  const player = createRecordingPlayer({ realTime: true, drain: async () => {} });
  const first = gateway();
  const { road, of } = createFakeRoad({ voice, player, clock: () => time.ms });
  async function* parts(): AsyncGenerator<SourcePart> {
    for await (const part of turn('One here.', ' Two here.')) {
      if (part.type === 'text-delta' && part.text.includes('Two')) {
        await settle();
        first.open();
      }
      yield part;
    }
  }
  await runRoad(road, parts());
  const [one, two] = of('choice').map(({ deadlineMs }) => deadlineMs);
  assert.deepEqual([one, two], [0, 2600]);
});

test('a notice in the middle of a block is spoken at once, and the block goes on', async () => {
  const { road, of } = createFakeRoad();
  async function* parts(): AsyncGenerator<SourcePart> {
    for await (const part of turn('One is', ' here. Two', ' here.')) {
      yield part;
      if (part.type === 'text-delta' && part.text === ' here. Two') {
        yield { type: 'notice', text: 'Permission is needed.', kind: 'permission' };
      }
    }
  }
  await runRoad(road, parts());
  assert.deepEqual(
    of('sentence').map(({ text }) => text),
    ['One is here.', 'Permission is needed.', 'Two here.'],
  );
  assert.ok(!of('text-delta').some(({ text }) => text.includes('Permission')));
});

test('between two sentences there is a pause, and none before the first', async () => {
  const player = createRecordingPlayer();
  const { road } = createFakeRoad({ player, pauseMs: 50 });
  await runRoad(road, turn('One here. Two here.'));
  const samples = player.written.flatMap((piece) => [...piece]);
  const runs = samples
    .join('')
    .replaceAll('0.5', 'x')
    .match(/x+|0+/g)
    ?.map((run) => [run[0], run.length]);
  assert.deepEqual(runs, [
    ['x', 200],
    ['0', (50 * RATE_HZ) / 1000],
    ['x', 200],
  ]);
});

test('a speed that is set in mid-sentence changes what is made already, and how long it is said to sound', async () => {
  let pace = 1;
  let written = 0;
  const speeds: number[] = [];
  const player = createRecordingPlayer({
    async write(samples) {
      written += samples.length;
      if (written >= RATE_HZ) pace = 2;
    },
  });
  const voice = createFakeVoice({
    async *speak(_, { speed }) {
      speeds.push(speed);
      yield { samples: new Float32Array((3 * RATE_HZ) / speed).fill(0.5), sampleRateHz: RATE_HZ };
    },
  });
  const stretch = (samples: Float32Array, speed: number) => samples.subarray(0, Math.round(samples.length / speed));
  const { road, of } = createFakeRoad({
    ...{ player, voice, pauseMs: 0 },
    speed: () => pace,
    pace: { now: () => pace, stretch },
  });
  await runRoad(road, turn('One here.'));
  assert.deepEqual(speeds, [1]);
  assert.equal(written, 2 * RATE_HZ, 'a second as it was made, and the two that were left in one');
  assert.equal(of('sentence-end')[0]?.durationMs, 2000);
});

test('the volume scales what is played', async () => {
  const player = createRecordingPlayer();
  const { road } = createFakeRoad({ player, volume: 0.5 });
  await runRoad(road, turn('One here.'));
  assert.deepEqual(new Set(player.written.flatMap((piece) => [...piece])), new Set([0.25]));
});

test('while one sentence plays the next ones are made, but only so many', async () => {
  const gate = gateway();
  const player = createRecordingPlayer({ write: () => gate.opened });
  const { road, of } = createFakeRoad({
    player,
    voice: createFakeVoice({
      async *speak() {
        yield { samples: new Float32Array((AHEAD.soundMs * RATE_HZ) / 1000), sampleRateHz: RATE_HZ };
      },
    }),
  });
  const text = Array.from({ length: 40 }, (_, i) => `Sentence ${i} here.`).join(' ');
  const run = runRoad(road, turn(text));
  await settle();
  assert.equal(of('sentence').length, 40, 'the reader never waits');
  const translated = of('translation').length;
  assert.ok(translated > 1, 'the next sentence is translated while the first one plays');
  assert.ok(translated <= AHEAD.sentences + 5, `${translated} sentences were translated ahead`);
  gate.open();
  assert.equal((await run).written, 40);
});

test('a translation that loses a number is tried once more, then the source is spoken', async () => {
  const attempts: number[] = [];
  const translator = createFakeTranslator({
    async *translate(_, { attempt }) {
      attempts.push(attempt);
      yield 'テストは40件です。';
    },
  });
  const { road, of } = createFakeRoad({ translator });
  await runRoad(road, turn('There are 41 tests.'));
  assert.deepEqual(attempts, [0, 1]);
  assert.deepEqual(
    of('translation').map(({ text, kept }) => [text, kept]),
    [['There are 41 tests.', 'source']],
  );
});

test('a translator that fails costs an error, and the sentence is spoken from its source', async () => {
  const translator = createFakeTranslator({
    // biome-ignore lint/correctness/useYield: it fails before it has anything to give
    async *translate() {
      throw new Error('out of memory');
    },
  });
  const { road, of } = createFakeRoad({ translator });
  const counts = await runRoad(road, turn('One here.'));
  assert.equal(counts.written, 1);
  assert.match(of('error')[0]?.message ?? '', /out of memory/);
  assert.equal(of('translation')[0]?.kept, 'source');
});

test('a voice that fails on one sentence loses that one alone', async () => {
  let calls = 0;
  const voice = createFakeVoice({
    async *speak(text, options) {
      calls += 1;
      if (calls === 2) throw new Error('no such sound');
      yield* createFakeVoice().speak(text, options);
    },
  });
  const { road, of } = createFakeRoad({ voice });
  const counts = await runRoad(road, turn(THREE));
  assert.deepEqual(
    of('sentence-end')
      .map(({ outcome }) => outcome)
      .sort(),
    ['failed', 'written', 'written'],
  );
  assert.equal(counts.failed, 1);
});

test('an engine that cannot be loaded ends the run, and every sentence has its end', async () => {
  const failure = new StreamTtsError({ code: 'x', stage: 'voice', message: 'no model', exitCode: 3 });
  const { road, of } = createFakeRoad({ voice: createFakeVoice({ warm: () => Promise.reject(failure) }) });
  await assert.rejects(runRoad(road, turn(THREE)), failure);
  await settle();
  assert.equal(of('sentence-end').length, of('sentence').length);
});

test('Ctrl-C: the player is stopped at once, nothing is written later, every sentence ends as aborted', async () => {
  const controller = new AbortController();
  const player = createRecordingPlayer();
  const { road, of } = createFakeRoad({ player, signal: controller.signal });
  const emit = road.emit;
  const stopAtFirstSound = {
    ...road,
    emit: (event: Parameters<typeof emit>[0]) => {
      emit(event);
      if (event.type === 'play-start') controller.abort(new Error('interrupted'));
    },
  };
  await assert.rejects(runRoad(stopAtFirstSound, turn(THREE)), /interrupted/);
  assert.ok(player.stopped);
  const written = player.written.length;
  await settle();
  assert.equal(player.written.length, written);
  assert.deepEqual(new Set(of('sentence-end').map(({ outcome }) => outcome)), new Set(['aborted']));
  assert.equal(of('sentence-end').length, of('sentence').length);
});

test('what the agent takes back is not spoken, and what comes after it is', async () => {
  async function* parts(): AsyncGenerator<SourcePart> {
    yield { type: 'text-start', messageId: 'a' };
    yield { type: 'text-delta', text: 'Taken back. Half of' };
    yield { type: 'abort', reason: 'conversation reset' };
    yield { type: 'text-start', messageId: 'b' };
    yield { type: 'text-delta', text: 'Said instead.' };
    yield { type: 'text-end' };
  }
  const { road, of } = createFakeRoad();
  await runRoad(road, parts());
  assert.deepEqual(
    of('abort').map(({ sentenceIds }) => sentenceIds),
    [['s1']],
  );
  assert.deepEqual(
    of('sentence-end').map(({ sentenceId, outcome }) => [sentenceId, outcome]),
    [
      ['s1', 'aborted'],
      ['s2', 'written'],
    ],
  );
});

test("an item's number is said in the language spoken, before the translation and only once before the source", async () => {
  const spoken: string[] = [];
  const voice = createFakeVoice({
    async *speak(text) {
      spoken.push(text);
      yield { samples: new Float32Array(10), sampleRateHz: RATE_HZ };
    },
  });
  const base = createFakeRoad();
  const intro = { key: 'item', number: 2 } as const;
  const { road } = createFakeRoad({
    voice,
    announce: ({ key }, language) => `${language}:${key}:`,
    translator: createFakeTranslator({
      async *translate({ text }) {
        yield text.includes('9') ? '数がない。' : `訳${text}`;
      },
    }),
    sentencer: (messageId) => {
      const { write, end } = base.road.sentencer(messageId);
      const led = (text: string) => write(text).map((one) => ({ ...one, intro, spoken: `2. ${one.spoken}` }));
      return { write: led, end };
    },
  });
  await runRoad(road, turn('One here. Now 9 here.'));
  assert.deepEqual(spoken, ['ja:item:訳One here.', 'ja:original:', '2. Now 9 here.']);
});

test('Japanese is spoken as it is', async () => {
  const asked: string[] = [];
  const translator = createFakeTranslator({
    async *translate({ text }) {
      asked.push(text);
      yield '訳';
    },
  });
  const base = createFakeRoad({ translator });
  const sentencer: typeof base.road.sentencer = (id) => {
    const inner = base.road.sentencer(id);
    const japanese = (batch: ReturnType<typeof inner.end>) => batch.map((s) => ({ ...s, language: 'ja' }));
    return { write: (text) => japanese(inner.write(text)), end: () => japanese(inner.end()) };
  };
  await runRoad({ ...base.road, sentencer }, turn('直しました。'));
  assert.deepEqual(asked, []);
  assert.equal(base.of('translation')[0]?.text, '直しました。');
});

test('whatever fails, every sentence ends exactly once', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.constantFrom('fine', 'translator', 'voice', 'late voice', 'silent'), { maxLength: 8 }),
      fc.option(fc.nat(30), { nil: undefined }),
      async (fates, abortAfter) => {
        const controller = new AbortController();
        const fateOf = (text: string) => fates[Number(/\d+/.exec(text)?.[0])] ?? 'fine';
        const { road, of } = createFakeRoad({
          signal: controller.signal,
          translator: createFakeTranslator({
            async *translate({ text }) {
              await tick();
              if (fateOf(text) === 'translator') throw new Error('translator');
              yield `訳${text}`;
            },
          }),
          voice: createFakeVoice({
            async *speak(text, options) {
              const fate = fateOf(text);
              if (fate === 'silent') return;
              if (fate === 'voice') throw new Error('voice');
              yield* createFakeVoice().speak(text, options);
              if (fate === 'late voice') throw new Error('late voice');
            },
          }),
        });
        const run = runRoad(road, turn(...fates.map((_, i) => `Sentence ${i} here. `))).catch(() => undefined);
        if (abortAfter !== undefined) {
          for (let i = 0; i < abortAfter; i += 1) await tick();
          controller.abort(new Error('interrupted'));
        }
        await run;
        await settle();
        const ends = of('sentence-end').map(({ sentenceId }) => sentenceId);
        assert.deepEqual(
          [...ends].sort(),
          of('sentence')
            .map(({ sentenceId }) => sentenceId)
            .sort(),
        );
        assert.equal(new Set(ends).size, ends.length);
      },
    ),
    { numRuns: 60 },
  );
});
