import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { Engines } from '../../src/app/engines.ts';
import type { Settings } from '../../src/app/settings.ts';
import { openKept } from '../../src/cli/serve-kept.ts';
import { prepare } from '../../src/cli/serve-words.ts';
import { createFakeVoice } from '../helpers/fakes.ts';

/** The words of a client, and engines whose voices are there by name alone. */
function house(t: TestContext) {
  const home = mkdtempSync(join(tmpdir(), 'stream-tts-words-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const env = { HOME: home, XDG_CONFIG_HOME: home, STREAM_TTS_HOME: home };
  const lent: string[] = [];
  const lend = async ({ voice }: Settings) => {
    if (voice === 'unknown') throw new Error('no such voice');
    lent.push(voice);
    const engines = {
      translators: [],
      voice: createFakeVoice({
        name: voice,
        async warm() {
          if (voice === 'broken') throw new Error('it does not load');
        },
      }),
      dispose: async () => {},
    } as unknown as Engines;
    return { engines, giveBack: () => void lent.splice(lent.indexOf(voice), 1) };
  };
  const start = async (directory: string, ...words: string[]) => {
    const prepared = prepare(['speak', ...words], directory, env, { lend, kept: openKept(env) });
    assert.ok(prepared);
    const run = await prepared.open((async function* () {})(), new AbortController().signal);
    return { run, voice: () => run.engines.voice.name };
  };
  return { lent, start };
}

test('a voice that was set is kept for its directory and language; what a session says itself wins', async (t) => {
  const { start, lent } = house(t);
  const first = await start('/work/app');
  assert.equal(first.voice(), 'auto');
  (await first.run.understudy?.('kokoro:jm_kumo'))?.stepIn();
  assert.equal(first.voice(), 'kokoro:jm_kumo');
  const voices = await Promise.all([
    start('/work/app'),
    start('/work/site'),
    start('/work/app', '--to', 'en'),
    start('/work/app', '--voice', 'system'),
  ]);
  assert.deepEqual(
    voices.map(({ voice }) => voice()),
    ['kokoro:jm_kumo', 'auto', 'auto', 'system'],
  );
  for (const { run } of [first, ...voices]) run.close();
  assert.deepEqual(lent, []);
});

test('a voice that is not known or does not load changes nothing and stays with nobody', async (t) => {
  const { start, lent } = house(t);
  const { run, voice } = await start('/work/app');
  await assert.rejects(async () => run.understudy?.('unknown'), /no such voice/);
  await assert.rejects(async () => run.understudy?.('broken'), /does not load/);
  assert.deepEqual([voice(), lent], ['auto', ['auto']]);
  (await run.understudy?.('second'))?.leave();
  assert.deepEqual([voice(), lent], ['auto', ['auto']]);
  const late = await run.understudy?.('second');
  run.close();
  late?.stepIn();
  assert.deepEqual(lent, []);
});
