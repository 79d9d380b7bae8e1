import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { runRoad } from '../../src/pipeline/run.ts';
import type { Translator, Voice } from '../../src/spec/contracts.ts';
import type { EventBody } from '../../src/spec/events.ts';
import { createWorkerTranslator, createWorkerVoice } from '../../src/workers/engines.ts';
import type { WorkerEvent } from '../../src/workers/supervise.ts';
import { join } from '../contract/voice.ts';
import { createFakeRoad, createRecordingPlayer, turn } from '../helpers/fakes.ts';
import { fiveMsOptions, seeded } from '../helpers/workers.ts';

const RUNS = 50;
const TEXT = Array.from({ length: 20 }, (_, i) => `This is sentence ${i + 1}.`).join(' ');
/** About as long as a sentence takes. */
const SENTENCE_MS = 20;

const pids = { translator: 0, voice: 0 };
let starts = 0;
const watch = (role: keyof typeof pids) => ({
  onEvent(event: WorkerEvent) {
    if (event.type !== 'started') return;
    pids[role] = event.pid ?? 0;
    starts += 1;
  },
});

let translator: Translator;
let voice: Voice;
before(() => {
  translator = createWorkerTranslator(fiveMsOptions(watch('translator')));
  voice = createWorkerVoice({ ...fiveMsOptions(watch('voice')), languages: ['ja'], sampleRateHz: 8000 });
});
after(async () => {
  await Promise.all([translator.dispose(), voice.dispose()]);
});

/** What is heard of the text, when `afterSentence` is called at the end of each sentence. */
async function heard(afterSentence: (sentences: number) => void): Promise<Float32Array> {
  const player = createRecordingPlayer();
  const { road, of } = createFakeRoad({ translator, voice, player });
  const emit = (event: EventBody) => {
    road.emit(event);
    if (event.type === 'sentence-end') afterSentence(of('sentence-end').length);
  };
  await runRoad({ ...road, emit }, turn(TEXT));
  assert.deepEqual(
    of('sentence-end').map(({ sentenceId, outcome }) => [sentenceId, outcome]),
    of('sentence').map(({ sentenceId }) => [sentenceId, 'written']),
  );
  assert.equal(of('sentence').length, 20);
  assert.deepEqual(new Set(of('translation').map(({ kept }) => kept)), new Set(['translation']));
  assert.deepEqual([...of('error'), ...of('warning')], []);
  return join(player.written.map((samples) => ({ samples, sampleRateHz: 8000 })));
}

test(`a worker killed at any moment of twenty sentences loses none, ${RUNS} times`, async () => {
  const whole = await heard(() => {});
  for (let seed = 1; seed <= RUNS; seed += 1) {
    const random = seeded(seed);
    const role = random() < 0.5 ? 'translator' : 'voice';
    const after = Math.floor(random() * 16);
    let killing: Promise<unknown> = Promise.resolve();
    const sound = await heard((sentences) => {
      if (sentences !== after + 1) return;
      killing = sleep(random() * SENTENCE_MS).then(() => process.kill(pids[role], 'SIGKILL'));
    });
    await killing;
    // Every sample of every sentence, none of them twice.
    assert.deepEqual(sound, whole, `seed ${seed}, ${role}, after sentence ${after}`);
  }
  assert.ok(starts > RUNS, `${starts} starts`);
});
