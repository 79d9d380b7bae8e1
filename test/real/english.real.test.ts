import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { eventsOf, parseEvents, runCli } from '../helpers/cli.ts';
import { EAR_COMMAND, openEar, prepareEar } from '../helpers/ear.ts';
import { ENGLISH_COMMAND, englishReader, KOKORO_COMMAND, kokoroFiles } from '../helpers/kokoro.ts';
import { skipUnless } from '../helpers/require.ts';
import { readWav } from '../helpers/wav.ts';

const noEar = await prepareEar();
const skip =
  skipUnless(kokoroFiles() !== undefined, 'Kokoro is not here', KOKORO_COMMAND) ||
  skipUnless(englishReader() !== undefined, "Kokoro's English is not here", ENGLISH_COMMAND) ||
  skipUnless(noEar === undefined, noEar ?? '', EAR_COMMAND);

test('--to en speaks what an agent wrote as it is, and is understood', { skip, timeout: 300_000 }, async (t) => {
  const directory = mkdtempSync(join(tmpdir(), 'stream-tts-english-'));
  t.after(() => rmSync(directory, { recursive: true, force: true }));
  const out = join(directory, 'out.wav');
  const text = 'I moved the parser into its own module, and all 24 tests pass.';
  const result = await runCli(['say', text, '--to', 'en', '--out', out, '--events', '-']);
  assert.equal(result.code, 0, result.stderr);
  assert.deepEqual(
    eventsOf(parseEvents(result.stdout), 'translation').map(({ translator }) => translator),
    ['none'],
  );
  const { samples, sampleRateHz } = readWav(out);
  const ear = await openEar();
  t.after(() => ear.close());
  const heard = await ear.hear(samples, sampleRateHz, { language: 'en' });
  t.diagnostic(heard);
  assert.match(heard.toLowerCase(), /moved? the parser into its own module.*(24|twenty.?four) tests pass/);
});
