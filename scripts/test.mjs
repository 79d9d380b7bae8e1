// npm test: installs what is missing, fetches the models that the tests need, and runs every test.
// --quick: only the tests that need no model. Further words are test files to run instead of all.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { ensureBuilt, ensureInstalled, ROOT } from './prepare.mjs';

const args = process.argv.slice(2);
const quick = args.includes('--quick');
const named = args.filter((word) => !word.startsWith('--'));

ensureInstalled();
ensureBuilt();
if (!quick)
  pullModels([
    'qwen2.5-coder-1.5b',
    'firefox-en-pt',
    'kokoro-82m',
    'kokoro-english',
    'japanese-dictionary',
    'e2k',
    'hts-voice-mei',
    'whisper-base',
  ]);

const all = testFiles(join(ROOT, 'test'));
const files = named.length > 0 ? named : all.filter((file) => !quick || !file.includes('.real.'));
// Two at a time would share two cores between real models; quick tests may run side by side.
const concurrency = quick ? [] : ['--test-concurrency=1'];
// Without models the tests that need them skip themselves; an empty home is such a machine.
const home = quick ? { STREAM_TTS_HOME: mkdtempSync(join(tmpdir(), 'stream-tts-quick-')) } : {};
const { status } = spawnSync(
  process.execPath,
  ['--import', 'tsx', '--test', '--test-reporter=spec', ...concurrency, ...files],
  { cwd: ROOT, stdio: 'inherit', env: { ...process.env, STREAM_TTS_CACHE: 'false', ...home } },
);
process.exit(status ?? 1);

function pullModels(ids) {
  const { status: code } = spawnSync(
    process.execPath,
    [join(ROOT, 'bin', 'stream-tts.mjs'), 'models', 'pull', ...ids],
    { cwd: ROOT, stdio: 'inherit' },
  );
  if (code !== 0) process.exit(code ?? 1);
}

function testFiles(directory) {
  return readdirSync(directory, { withFileTypes: true })
    .flatMap((entry) => {
      const path = join(directory, entry.name);
      if (entry.isDirectory()) return testFiles(path);
      return entry.name.endsWith('.test.ts') ? [relative(ROOT, path)] : [];
    })
    .sort();
}
