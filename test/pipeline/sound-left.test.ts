import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { RoadHandle } from '../../src/pipeline/floor.ts';
import { runRoad } from '../../src/pipeline/run.ts';
import type { SourcePart } from '../../src/spec/parts.ts';
import {
  createFakeRoad,
  createFakeVoice,
  createRecordingPlayer,
  gateway,
  RATE_HZ,
  settle,
  turn,
} from '../helpers/fakes.ts';

/** Says each text as one second of sound, and writes down what it was told. */
function createTold() {
  const told: Array<readonly [text: string, soundLeftMs: number | undefined]> = [];
  const voice = createFakeVoice({
    async *speak(text, { soundLeftMs }) {
      told.push([text, soundLeftMs]);
      yield { samples: new Float32Array(RATE_HZ).fill(0.5), sampleRateHz: RATE_HZ };
    },
  });
  return { told, voice };
}

for (const realTime of [true, false]) {
  test(`the voice is told how much sound there is before a sentence (real time: ${realTime})`, async () => {
    const { told, voice } = createTold();
    const player = createRecordingPlayer({ realTime });
    // No time passes: all that was made is still to be heard.
    const { road } = createFakeRoad({ voice, player, pauseMs: 0, clock: () => 0 });
    await runRoad(road, turn('One here. Two here. Three here.'));
    assert.deepEqual(told, [
      ['訳One here.', 0],
      ['訳Two here.', 1000],
      ['訳Three here.', 2000],
    ]);
  });
}

test('what an abort leaves unheard is not in the way of what comes next', async () => {
  const { told, voice } = createTold();
  const { opened: silenced, open: silence } = gateway();
  let handle: RoadHandle | undefined;
  let written = 0;
  const player = createRecordingPlayer({
    realTime: true,
    async write() {
      written += 1;
      // In the middle of the first sentence the listener has had enough.
      if (written === 3) {
        handle?.end(() => true, 'aborted', 'enough');
        silence();
      }
    },
  });
  const onStart = (given: RoadHandle) => {
    handle = given;
  };
  const { road } = createFakeRoad({ voice, player, pauseMs: 0, clock: () => 0, onStart });
  async function* parts(): AsyncGenerator<SourcePart> {
    for await (const part of turn('One here.', ' Two here.')) {
      if (part.type === 'text-delta' && part.text.includes('Two')) {
        await silenced;
        await settle();
      }
      yield part;
    }
  }
  await runRoad(road, parts());
  // Three slices of 100 ms went to the player, which alone knows what of them it has let go.
  assert.deepEqual(told, [
    ['訳One here.', 0],
    ['訳Two here.', 300],
  ]);
});

test('what is held for a sentence that is aborted before it began is not in the way either', async () => {
  const { told, voice } = createTold();
  const { opened: held, open: hold } = gateway();
  let handle: RoadHandle | undefined;
  const player = createRecordingPlayer({ realTime: true });
  const slow = createFakeVoice({
    async *speak(text, options) {
      for await (const pcm of voice.speak(text, options)) {
        // Much is still to be made of it, so that it is held.
        yield { ...pcm, remaining: { nextMs: 60_000, totalMs: 60_000, pace: 9 } };
        if (text !== '訳One here.') return;
        hold();
        await new Promise<void>((resolve) => options.signal.addEventListener('abort', () => resolve()));
      }
    },
  });
  const onStart = (given: RoadHandle) => {
    handle = given;
  };
  const sleep = () => new Promise<undefined>(() => {});
  const { road } = createFakeRoad({ voice: slow, player, pauseMs: 0, clock: () => 0, onStart, sleep });
  async function* parts(): AsyncGenerator<SourcePart> {
    for await (const part of turn('One here.', ' Two here.')) {
      if (part.type === 'text-delta' && part.text.includes('Two')) {
        await held;
        await settle();
        handle?.end(() => true, 'aborted', 'enough');
      }
      yield part;
    }
  }
  await runRoad(road, parts());
  assert.deepEqual(told, [
    ['訳One here.', 0],
    ['訳Two here.', 0],
  ]);
});
