import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Leveller } from '../../../src/engines/voices/kit/leveller.ts';
import { createOpenAiVoice } from '../../../src/engines/voices/openai.ts';
import { createStandbyVoice } from '../../../src/engines/voices/standby.ts';
import { createVoicevoxVoice } from '../../../src/engines/voices/voicevox.ts';
import type { Reader } from '../../../src/reading/types.ts';
import type { Voice } from '../../../src/spec/contracts.ts';
import type { Pcm } from '../../../src/spec/parts.ts';
import { join, say, voiceContract } from '../../contract/voice.ts';
import { startSpeech, startVoicevox, type VoiceServer } from '../../helpers/voice-server.ts';

const DEAD = 'http://127.0.0.1:9';
const leveller: Leveller = { gain: () => 1, hear() {} };
const reader: Reader = {
  read: (text) => ({
    text,
    kana: text,
    phonemes: '',
    words: [...text].map((surface) => ({ surface, kana: surface })),
  }),
};
const subject = {
  sentence: 'テストがすべて通りました。',
  two: '終わりました。次に、設定を直します。',
  unspeakable: ['', '。'],
};
const voicevox = (url: string) => createVoicevoxVoice({ url, speaker: 'ずんだもん', reader, leveller });
const speech = (url: string) =>
  createOpenAiVoice({ url: `${url}/v1`, model: 'kokoro', voice: 'jf_alpha', languages: ['ja'], reader, leveller });

let first: VoiceServer;
let second: VoiceServer;
before(async () => {
  [first, second] = [await startVoicevox(), await startSpeech()];
});
after(() => Promise.all([first.close(), second.close()]));

voiceContract('standby, the first voice well', {
  open: () => createStandbyVoice({ voice: voicevox(first.url), standIn: () => speech(DEAD) }),
  ...subject,
});

voiceContract('standby, the first voice dead', {
  open: () => createStandbyVoice({ voice: voicevox(DEAD), standIn: () => speech(second.url) }),
  ...subject,
});

describe('a voice that steps in', () => {
  let nowMs = 0;
  let voice: Voice;
  let warnings: string[];
  beforeEach(() => {
    warnings = [];
    voice = createStandbyVoice({
      voice: voicevox(first.url),
      standIn: () => speech(second.url),
      clock: () => nowMs,
    });
  });

  async function spoken(text: string): Promise<Pcm[]> {
    const pieces: Pcm[] = [];
    const { signal } = new AbortController();
    const options = { speed: 1, signal, onWarning: (message: string) => warnings.push(message) };
    for await (const pcm of voice.speak(text, options)) pieces.push(pcm);
    return pieces;
  }

  it('says the whole of it, at the same rate, and warns once', async () => {
    first.faults = ['error'];
    const asked = second.requests.length;
    const pieces = await spoken('あいうえおかきくけこ');
    const seconds = join(pieces).length / voice.sampleRateHz;
    assert.ok(Math.abs(seconds - 0.8) < 0.02, `${seconds} s`);
    assert.ok(pieces.every(({ sampleRateHz }) => sampleRateHz === voice.sampleRateHz));
    assert.equal(second.requests.length, asked + 1);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /answered 500 .*openai:kokoro\/jf_alpha speaks in its place\.$/);
  });

  it('leaves the voice that failed alone for a minute, then tries it again', async () => {
    first.faults = ['error'];
    await spoken('これは失敗。');
    const asked = first.requests.length;
    await spoken('次の文。');
    assert.equal(first.requests.length, asked);
    nowMs += 60_000;
    await spoken('一分後。');
    assert.ok(first.requests.length > asked);
    assert.equal(warnings.length, 1);
  });

  it('says again what broke off in the middle', async () => {
    first.faults = ['break'];
    await spoken('途中まで。');
    assert.match(second.bodies.at(-1) ?? '', /途中まで/);
  });

  it('fails as the first one did where both fail', async () => {
    [first.faults, second.faults] = [['error'], ['error']];
    await assert.rejects(spoken('だめ。'), { code: 'voice-refused', message: /VOICEVOX|voicevox/ });
  });

  it('does not step in for what was aborted', async () => {
    first.faults = ['hang'];
    const controller = new AbortController();
    const speaking = say(voice, 'これは来ない。', { signal: controller.signal });
    const asked = second.requests.length;
    setImmediate(() => controller.abort());
    assert.deepEqual(await speaking, []);
    assert.equal(second.requests.length, asked);
  });
});
