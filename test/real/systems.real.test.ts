import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createEngines } from '../../src/app/engines.ts';
import { resolveSettings } from '../../src/app/settings.ts';
import { planSystems, type System } from '../../src/app/systems.ts';
import { runRoadSystem, runSerialSystem, type SystemRun } from '../../src/bench/systems/run.ts';
import { ROOT } from '../helpers/cli.ts';
import { type Ear, openEar, prepareEar } from '../helpers/ear.ts';
import { skipUnless } from '../helpers/require.ts';
import { store } from '../helpers/store.ts';
import { readWav } from '../helpers/wav.ts';

/** Where `.ci/llama-server.sh` builds it. */
const program = join(store.root, 'tools', 'llama-server', '11434.0.0', 'llama-server');
const env = { STREAM_TTS_LLAMA_SERVER: program, ...process.env };
const settings = { ...resolveSettings({ from: 'text' }, process.env), cache: false };
const TEXT = 'All 24 tests pass. I found the problem in the parser.';
const noEar = await prepareEar();

/** What may not run here; everything else must. */
function skipOf({ name, reason }: System): string | false {
  if (name === 'hybrid') {
    const missing = skipUnless(existsSync(program), 'llama-server is not built', '.ci/llama-server.sh');
    if (missing) return missing;
  }
  return skipUnless(reason === undefined, reason ?? '', 'npx stream-tts models pull');
}

const place = mkdtempSync(join(tmpdir(), 'stream-tts-systems-'));
const coordinator = join(place, 'stream-tts-coordinator.mjs');

/** The thin one is a program of its own. */
async function runProgram({ program = '', settings: { translator, voice } }: System): Promise<void> {
  const { packCoordinator } = (await import(join(ROOT, 'scripts', 'pack', 'coordinator.mjs'))) as {
    packCoordinator(directory: string): Promise<unknown>;
  };
  await packCoordinator(place);
  writeFileSync(join(place, 'in.txt'), TEXT);
  const words = ['in.txt', '--translator', translator, '--voice', voice, '--out', 'out.wav'];
  const STREAM_TTS_WORKER = join(ROOT, 'dist', 'app', 'worker-child.js');
  const run = spawnSync(process.execPath, [program, ...words], {
    cwd: place,
    env: { ...env, STREAM_TTS_WORKER },
    encoding: 'utf8',
  });
  assert.deepEqual([run.status, run.stderr], [0, '']);
  const { samples, sampleRateHz } = readWav(join(place, 'out.wav'));
  assert.ok(samples.length > 2 * sampleRateHz);
}

describe('the systems, from text to sound', () => {
  let ear: Ear | undefined;
  before(async () => {
    if (noEar === undefined) ear = await openEar();
  });
  after(async () => {
    await ear?.close();
    rmSync(place, { recursive: true, force: true });
  });

  for (const system of planSystems({ settings, env, coordinator })) {
    it(`${system.name}: ${system.what}`, { skip: skipOf(system) }, async () => {
      if (system.program !== undefined) return await runProgram(system);
      const own = { ...settings, ...system.settings };
      const engines = createEngines(own, env);
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
