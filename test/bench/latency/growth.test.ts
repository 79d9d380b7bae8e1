import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { resolveSettings } from '../../../src/app/settings.ts';
import { openTranslation } from '../../../src/app/translators.ts';
import { measureTurn } from '../../../src/bench/latency/growth.ts';
import type { Voice } from '../../../src/spec/contracts.ts';
import { createFiveMsVoice } from '../../helpers/five-ms-engines.ts';

const home = mkdtempSync(join(tmpdir(), 'stream-tts-growth-'));
after(() => rmSync(home, { recursive: true, force: true }));

test('a turn of so many sentences says each of them once, and its costs are counted', async () => {
  const env = { STREAM_TTS_HOME: home };
  const settings = { ...resolveSettings({ translator: 'none', to: 'en' }, env), cache: false };
  const said: string[] = [];
  const quick = createFiveMsVoice();
  const voice: Voice = {
    ...quick,
    speak(text, how) {
      said.push(text);
      return quick.speak(text, how);
    },
  };
  const engines = { ...openTranslation(settings, env, []), voice };
  const row = await measureTurn(settings, engines, 12, new AbortController().signal);
  assert.equal(new Set(said).size, 12);
  assert.equal(said.length, 12);
  assert.ok(row.heapMB > 1);
  if (process.platform === 'linux') assert.ok((row.memoryMB ?? 0) > row.heapMB && (row.cpuSecondsPerMinute ?? -1) >= 0);
});
