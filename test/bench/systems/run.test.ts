import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Engines } from '../../../src/app/engines.ts';
import { resolveSettings } from '../../../src/app/settings.ts';
import { runRoadSystem, runSerialSystem } from '../../../src/bench/systems/run.ts';
import { createGlossary } from '../../../src/guard/glossary.ts';
import { createPaces } from '../../../src/pipeline/choice.ts';
import { createFiveMsTranslator, createFiveMsVoice } from '../../helpers/five-ms-engines.ts';

const settings = resolveSettings({ from: 'text' }, { STREAM_TTS_HOME: '/nowhere' });

function input(text: string) {
  const engines: Engines = {
    ...{
      translators: [createFiveMsTranslator()],
      memory: undefined,
      glossary: createGlossary({}),
      paces: createPaces(),
      policy: 'in-order' as const,
    },
    ...{ voice: createFiveMsVoice(), async dispose() {} },
  };
  return { settings, engines, text, signal: new AbortController().signal };
}

test('the road and the serial form say the same, and tell where their time went', async () => {
  const text = 'This is sentence 1. This is sentence 2. This is sentence 3.';
  const [road, serial] = [await runRoadSystem(input(text)), await runSerialSystem(input(text))];
  assert.match(road.translation, /1番.*2番.*3番/);
  assert.equal(serial.translation, road.translation);
  for (const run of [road, serial]) {
    assert.deepEqual([run.sentences, run.failed], [3, 0]);
    assert.ok(run.translationMs > 0 && run.speechMs > 0 && run.sound.length > 0);
    assert.ok(run.firstSoundMs <= run.totalMs);
  }
  // All of its sound comes after all of its work.
  assert.ok(serial.firstSoundMs >= serial.translationMs + serial.speechMs);
});
