import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { resolveSettings } from '../../src/app/settings.ts';
import { openStore } from '../../src/app/store.ts';
import { listVoices, planVoice, settleVoice } from '../../src/app/voices.ts';
import { startVoicevox, type VoiceServer } from '../helpers/voice-server.ts';

const home = mkdtempSync(join(tmpdir(), 'stream-tts-voices-'));
after(() => rmSync(home, { recursive: true, force: true }));
const none = { STREAM_TTS_HOME: home, STREAM_TTS_VOICEVOX: 'http://127.0.0.1:9' };

describe('auto', () => {
  let server: VoiceServer;
  before(async () => {
    server = await startVoicevox();
  });
  after(() => server.close());

  it('is an engine that runs here, with its credit', async () => {
    const env = { ...none, STREAM_TTS_VOICEVOX: `http://127.0.0.1:9,${server.url}` };
    const { settings, reason, credit, standIn } = await settleVoice(resolveSettings({}, env), env);
    assert.deepEqual([settings.voice, settings.server], ['voicevox:四国めたん', server.url]);
    assert.match(reason ?? '', /VOICEVOX runs at http:/);
    assert.equal(credit, 'VOICEVOX:四国めたん');
    assert.equal(standIn, undefined, 'Kokoro is not here');
    const listed = await listVoices(env);
    const own = listed.filter(({ voice }) => voice.startsWith('voicevox:'));
    assert.deepEqual(
      own.map(({ voice, available }) => [voice, available]),
      [
        ['voicevox:四国めたん', true],
        ['voicevox:ずんだもん', true],
      ],
    );
  });

  it('is Kokoro where none runs, and in English', async () => {
    const { settings, reason } = await settleVoice(resolveSettings({}, none), none);
    assert.deepEqual([settings.voice, reason], ['kokoro', 'no VOICEVOX or AivisSpeech runs here']);
    const env = { ...none, STREAM_TTS_VOICEVOX: server.url };
    const english = resolveSettings({ to: 'en' }, env);
    assert.equal(planVoice((await settleVoice(english, env)).settings, openStore(env), env).name, 'kokoro:af_heart');
  });

  it('is the system in a language that Kokoro has no voice for', {
    skip: process.platform !== 'linux' && 'of Linux',
  }, () => {
    const settings = resolveSettings({ to: 'pt' }, none);
    assert.equal(planVoice(settings, openStore(none), none).name, 'system:espeak-ng-pt');
  });

  it('leaves a voice that was named, and finds where its engine runs', async () => {
    const env = { ...none, STREAM_TTS_VOICEVOX: server.url };
    const named = await settleVoice(resolveSettings({ voice: 'voicevox:ずんだもん' }, env), env);
    assert.deepEqual([named.settings.server, named.credit], [server.url, 'VOICEVOX:ずんだもん']);
    const kokoro = resolveSettings({ voice: 'kokoro:jm_kumo' }, env);
    assert.deepEqual(await settleVoice(kokoro, env), { settings: kokoro });
  });
});

describe('voices of servers', () => {
  const plan = (flags: object, file = {}) => {
    writeFileSync(join(home, 'settings.json'), JSON.stringify(file));
    return planVoice(resolveSettings({ ...flags }, none), openStore(none), none);
  };

  it('are named by what they need', () => {
    assert.equal(plan({ voice: 'openai:Qwen/Qwen3-TTS/Ono_Anna' }).name, 'openai:Qwen/Qwen3-TTS/Ono_Anna');
    assert.equal(plan({ voice: 'openai:alloy' }).name, 'openai:tts-1/alloy');
    assert.equal(plan({ voice: 'openai:alloy' }, { speech: { model: 'm' } }).name, 'openai:m/alloy');
    assert.equal(plan({ voice: 'cosyvoice:日语男' }).name, 'cosyvoice:日语男');
  });

  it('say what they lack', () => {
    const fails = (flags: object, message: RegExp, file = {}) =>
      assert.throws(() => plan(flags, file), { exitCode: 2, message });
    fails({ voice: 'openai' }, /openai:VOICE/);
    fails({ voice: 'cosyvoice' }, /cosyvoice:SPEAKER/);
    fails({ voice: 'cosyvoice:a' }, /CosyVoice 3/, { speech: { version: 3 } });
    fails({ voice: 'cosyvoice:a' }, /no sound file \/none\.wav/, { speech: { prompt: '/none.wav' } });
    fails({ voice: 'openai:a', server: 'localhost:1' }, /--server/);
    fails({ voice: 'voicevox', to: 'en' }, /speaks Japanese, not English/);
  });
});
