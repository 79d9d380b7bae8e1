import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createEngines } from '../../src/app/engines.ts';
import { resolveSettings } from '../../src/app/settings.ts';
import { planSystems, type System } from '../../src/app/systems.ts';
import { runRoadSystem, runSerialSystem, type SystemRun } from '../../src/bench/systems/run.ts';
import { type Ear, openEar, prepareEar } from '../helpers/ear.ts';
import { skipUnless } from '../helpers/require.ts';

const settings = { ...resolveSettings({ from: 'text' }, process.env), cache: false };
const TEXT = 'All 24 tests pass. I found the problem in the parser.';
const noEar = await prepareEar();

/** What may not run here; everything else must. */
function skipOf({ name, reason }: System): string | false {
  if (name === 'thin' && reason !== undefined) return reason;
  return skipUnless(reason === undefined, reason ?? '', 'npx stream-tts models pull');
}

describe('the systems, from text to sound', () => {
  let ear: Ear | undefined;
  before(async () => {
    if (noEar === undefined) ear = await openEar();
  });
  after(() => ear?.close());

  for (const system of planSystems({ settings, env: process.env })) {
    it(`${system.name}: ${system.what}`, { skip: skipOf(system) }, async () => {
      const own = { ...settings, ...system.settings };
      const engines = createEngines(own, process.env);
      let run: SystemRun;
      try {
        const input = { settings: own, engines, text: TEXT, signal: new AbortController().signal };
        run = await (system.isSerial ? runSerialSystem : runRoadSystem)(input);
      } finally {
        await engines.dispose();
      }
      assert.deepEqual([run.sentences, run.failed], [2, 0]);
      assert.match(run.translation, /24.*問題/s);
      const heard = await ear?.hear(run.sound, run.sampleRateHz);
      if (heard !== undefined) assert.match(heard, /(24|二十四).*問題/s);
    });
  }
});
