import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { resolveSettings } from '../../../src/app/settings.ts';
import { openTranslation } from '../../../src/app/translators.ts';
import { speakBusily } from '../../../src/bench/latency/busy.ts';
import { holdSpeed } from '../../../src/bench/latency/sustained.ts';
import type { Voice } from '../../../src/spec/contracts.ts';
import { createFiveMsVoice } from '../../helpers/five-ms-engines.ts';

const home = mkdtempSync(join(tmpdir(), 'stream-tts-sustained-'));
after(() => rmSync(home, { recursive: true, force: true }));
const env = { STREAM_TTS_HOME: home };
const settings = { ...resolveSettings({ translator: 'none' }, env), cache: false };

/** Without a translator; each sentence waits so long before its sound. */
const options = (waitMs: number, minutes: number) => ({
  settings,
  engines: { ...openTranslation(settings, env, []), voice: slowed(createFiveMsVoice(), waitMs) },
  replies: [{ text: 'これは長い文の一つ目です。これは長い文の二つ目です。', sentences: 2 }],
  minutes,
  signal: new AbortController().signal,
  onProgress: () => {},
});

function slowed(voice: Voice, waitMs: number): Voice {
  return {
    ...voice,
    async *speak(text, how) {
      await sleep(waitMs);
      yield* voice.speak(text, how);
    },
  };
}

test('a quick voice holds the speed for as long as it is asked', async () => {
  const row = await holdSpeed(options(0, 0.05), 1, false);
  assert.equal(row.held, true);
  assert.ok(row.seconds >= 3 && row.longestGapMs <= 600);
});

test('one that leaves gaps does not, and the run ends at the first of them', async () => {
  const row = await holdSpeed(options(2500, 5), 1, false);
  assert.equal(row.held, false);
  assert.ok(row.longestGapMs > 600);
});

test('beside a compile it goes on whatever the gaps, and counts what ran dry', async () => {
  const row = await speakBusily(options(900, 0.05));
  assert.ok(row.seconds >= 3 && row.sentences >= 1 && row.longestGapMs > 0, JSON.stringify(row));
  assert.equal(row.underrunsInside, 0);
  assert.ok((row.compileKept ?? 0) > 0);
});
