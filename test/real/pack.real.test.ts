import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { defaultModelIds } from '../../src/models/catalogue.ts';
import { cacheHome } from '../../src/models/home.ts';
import { ROOT } from '../helpers/cli.ts';
import { skipWithout } from '../helpers/store.ts';
import { readWav } from '../helpers/wav.ts';

// npm run pack: the single executable, in an empty directory, without Node and without node_modules.

const skip = defaultModelIds().map(skipWithout).find(Boolean) ?? false;
const empty = mkdtempSync(join(tmpdir(), 'stream-tts-pack-test-'));
const home = cacheHome(process.env);

before(() => {
  execFileSync('npm', ['run', '-s', 'pack'], { cwd: ROOT, stdio: ['ignore', 'ignore', 'pipe'] });
});
after(() => rmSync(empty, { recursive: true, force: true }));

function run(...args: string[]): string {
  return execFileSync(join(ROOT, 'build', 'stream-tts'), args, {
    cwd: empty,
    env: { STREAM_TTS_HOME: home, PATH: '/nonexistent' },
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
}

test('the executable runs without Node beside it, and unpacks itself once', { timeout: 120_000 }, () => {
  assert.match(run('--help'), /^stream-tts \d+\.\d+\.\d+: /);
  const programs = readdirSync(join(home, 'programs'));
  assert.equal(programs.length, 1);
  run('--help');
  assert.deepEqual(readdirSync(join(home, 'programs')), programs);
  assert.deepEqual(readdirSync(empty), []);
});

test('it finds its native libraries: a sentence is translated and spoken', { skip, timeout: 300_000 }, () => {
  const wav = join(empty, 'said.wav');
  const shown = run('say', 'All 24 tests pass now.', '--out', wav, '--no-cache');
  assert.match(shown, /24/);
  const { samples, sampleRateHz } = readWav(wav);
  assert.ok(samples.length > sampleRateHz);
  assert.ok(samples.some((sample) => Math.abs(sample) > 0.05));
});
