import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { keptToken, tokenFileOf } from '../../src/cli/token.ts';

const skip = process.platform === 'win32' && 'Windows keeps no mode bits';

function newFile(t: TestContext): string {
  const home = mkdtempSync(join(tmpdir(), 'stream-tts-token-'));
  t.after(() => rmSync(home, { recursive: true, force: true }));
  return tokenFileOf({ STREAM_TTS_HOME: home });
}

const modeOf = (file: string) => (statSync(file).mode & 0o777).toString(8);

test('the token is random, the same over restarts, and nobody else may read its file', { skip }, (t) => {
  const file = newFile(t);
  const before = process.umask(0);
  t.after(() => process.umask(before));
  const token = keptToken(file);
  assert.match(token, /^[0-9a-f]{48}$/);
  assert.equal(modeOf(file), '600');
  assert.equal(keptToken(file), token);
  assert.equal(readFileSync(file, 'utf8').trim(), token);
  assert.notEqual(keptToken(newFile(t)), token);
});

test('a token that others could read is replaced, in a file that they cannot', { skip }, (t) => {
  for (const mode of [0o644, 0o660, 0o604]) {
    const file = newFile(t);
    const token = keptToken(file);
    chmodSync(file, mode);
    const next = keptToken(file);
    assert.notEqual(next, token, mode.toString(8));
    assert.equal(modeOf(file), '600');
    assert.equal(readFileSync(file, 'utf8').trim(), next);
  }
});
