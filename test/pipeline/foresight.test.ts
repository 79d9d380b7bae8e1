import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createForesight } from '../../src/pipeline/foresight.ts';
import { runRoad } from '../../src/pipeline/run.ts';
import type { Sentence } from '../../src/spec/parts.ts';
import { createSentencer } from '../../src/text/sentencer.ts';
import {
  createFakeInterpreter,
  createFakeRoad,
  createFakeTranslator,
  createFakeVoice,
  gateway,
  tick,
  turn,
} from '../helpers/fakes.ts';

const FIRST = 'I **read** the whole of `parser.ts` first, and then I ran all of its tests';
const IDLE = { isIdle: true };

function draft(text: string): Sentence | undefined {
  const sentencer = createSentencer({ nextId: () => '', messageId: '', code: 'read' });
  return [...sentencer.write(text), ...sentencer.end()][0];
}

function foreseeing() {
  const told: string[] = [];
  const interpreter = {
    ...createFakeInterpreter(createFakeTranslator()),
    expect: ({ text }: Pick<Sentence, 'text'>) => told.push(text),
  };
  return { told, foresee: createForesight({ draft, interpreter, to: 'ja' }) };
}

test('a sentence that is being written is foreseen in whole words, each time more of it, as it will be asked for', () => {
  const { told, foresee } = foreseeing();
  for (const character of FIRST) foresee(character, IDLE);
  const [whole = ''] = [draft(FIRST)?.text];
  assert.ok(told.length >= 3 && told.length <= FIRST.length / 8, `${told.length} times`);
  assert.equal(told.at(-1), 'I read the whole of parser.ts first, and then I ran all of its');
  for (const [i, text] of told.entries()) {
    assert.ok(whole.startsWith(`${text} `), text);
    assert.ok(text.length > (told[i - 1]?.length ?? 0), text);
  }
});

test('nothing is foreseen while something is said, of a sentence in the language spoken, or of what is announced', () => {
  const { told, foresee } = foreseeing();
  for (const character of FIRST) foresee(character, { isIdle: false });
  assert.deepEqual(told, []);
  foresee(' and', IDLE);
  assert.equal(told.length, 1, 'and in one piece when there is time again');
  for (const text of [
    'まず設定を 読みます。それから テストを 実行します。 はい',
    '<details> <summary> </summary> and',
  ]) {
    const other = foreseeing();
    other.foresee(text, IDLE);
    assert.deepEqual(other.told, [], text);
  }
});

test('of a block without an end of a sentence only the beginning is looked at', () => {
  const { told, foresee } = foreseeing();
  foresee('word '.repeat(1000), IDLE);
  for (let i = 0; i < 1000; i += 1) foresee('word ', IDLE);
  assert.deepEqual(told, []);
});

test('on the road the first sentence of a block is foreseen until it is whole, and no other while it is on its way', async () => {
  const told: string[] = [];
  const translator = createFakeTranslator({ expect: ({ text }) => told.push(text) });
  const { road } = createFakeRoad({ translator, draft });
  await road.interpreter?.warm();
  const pieces = [...'The first of them is this one here.', ...' The second of them is not foreseen at all.'];
  await runRoad(road, turn(...pieces));
  assert.deepEqual(told, ['The first', 'The first of them', 'The first of them is this']);
});

test('what comes after a silence is foreseen again', async () => {
  const told: string[] = [];
  const spoken = gateway();
  const translator = createFakeTranslator({ expect: ({ text }) => told.push(text) });
  const { road, of } = createFakeRoad({ translator, draft, voice: createFakeVoice() });
  await road.interpreter?.warm();
  const running = runRoad(
    road,
    (async function* () {
      yield* turn('One is here.');
      while (of('sentence-end').length === 0) await tick();
      spoken.open();
      yield* turn('Now the other one is ', 'written.');
    })(),
  );
  await spoken.opened;
  await running;
  assert.deepEqual(told, ['Now the other one is']);
});
