import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, test } from 'node:test';
import { z } from 'zod';
import { resolveSettings, SETTINGS, settingsFile } from '../../src/app/settings.ts';
import { StreamTtsError } from '../../src/spec/errors.ts';

const directory = mkdtempSync(join(tmpdir(), 'stream-tts-settings-'));
after(() => rmSync(directory, { recursive: true, force: true }));

function withFile(content: unknown) {
  const home = mkdtempSync(join(directory, 'home-'));
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, 'settings.json'), typeof content === 'string' ? content : JSON.stringify(content));
  return { STREAM_TTS_HOME: home };
}

function refused(flags: Record<string, unknown>, env: Record<string, string> = { STREAM_TTS_HOME: directory }): string {
  try {
    resolveSettings(flags, env);
  } catch (error) {
    assert.ok(error instanceof StreamTtsError);
    assert.equal(error.exitCode, 2);
    return error.message;
  }
  throw new assert.AssertionError({ message: 'nothing was refused' });
}

test('a flag wins over a variable, a variable over the file, the file over the default', () => {
  const env = withFile({ speed: 1.2, voice: 'kokoro:jm_kumo', code: 'skip' });
  assert.equal(resolveSettings({}, env).speed, 1.2);
  assert.equal(resolveSettings({}, { ...env, STREAM_TTS_SPEED: '1.5' }).speed, 1.5);
  assert.equal(resolveSettings({ speed: '2' }, { ...env, STREAM_TTS_SPEED: '1.5' }).speed, 2);
  assert.equal(resolveSettings({}, env).code, 'skip');
  assert.equal(resolveSettings({}, env).to, 'ja');
});

test('each wrong value gets one sentence that names where it stands', () => {
  assert.match(refused({ speed: 'fast' }), /^--speed .*0\.5 to 4/);
  assert.match(refused({ speed: '9' }), /^--speed /);
  assert.match(refused({ code: 'sing' }), /^--code must be one of skip, announce, read\./);
  assert.match(refused({}, { STREAM_TTS_HOME: directory, STREAM_TTS_PACE: '-1' }), /^STREAM_TTS_PACE /);
  assert.match(refused({}, withFile({ volume: 7 })), /^"volume" in .*settings\.json /);
});

test('an unknown setting is an error with the nearest right name', () => {
  assert.match(refused({}, withFile({ sped: 2 })), /"sped".*did you mean "speed"/);
});

test('rules: a wrong name or expression is an error that names the setting', () => {
  assert.match(refused({}, withFile({ rules: { off: ['hsh'] } })), /^"rules" in .*settings\.json is not right/);
  const broken = withFile({ rules: { add: [{ pattern: '(', say: 'x' }] } });
  assert.match(refused({}, broken), /^"rules" in .* is not right: is not a regular expression/);
});

test('a settings file that is no JSON object is an error, a missing one is not', () => {
  assert.match(refused({}, withFile('{"speed": 2')), /not a JSON object/);
  assert.match(refused({}, withFile('[]')), /not a JSON object/);
  assert.equal(resolveSettings({}, { STREAM_TTS_HOME: join(directory, 'nowhere') }).speed, 1);
});

test('the file may name its schema, and the published schema is the one in force', () => {
  assert.equal(resolveSettings({}, withFile({ $schema: 'settings.schema.json', speed: 2 })).speed, 2);
  const published: unknown = JSON.parse(
    readFileSync(new URL('../../docs/settings.schema.json', import.meta.url), 'utf8'),
  );
  assert.deepEqual(published, z.toJSONSchema(SETTINGS, { io: 'input' }), 'run npm run schema');
});

test('the settings file has its place on each platform', () => {
  assert.equal(settingsFile({ HOME: '/h' }, 'linux'), join('/h', '.config', 'stream-tts', 'settings.json'));
  assert.equal(settingsFile({ HOME: '/h', XDG_CONFIG_HOME: '/c' }, 'linux'), join('/c', 'stream-tts', 'settings.json'));
  assert.match(settingsFile({ HOME: '/h' }, 'darwin'), /Application Support/);
  assert.match(settingsFile({ APPDATA: 'C:\\a' }, 'win32'), /stream-tts/);
});
