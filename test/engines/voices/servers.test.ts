import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createCosyVoice } from '../../../src/engines/voices/cosyvoice.ts';
import type { Leveller } from '../../../src/engines/voices/kit/leveller.ts';
import type { ServerLimits } from '../../../src/engines/voices/kit/server.ts';
import { createOpenAiVoice } from '../../../src/engines/voices/openai.ts';
import { createVoicevoxVoice } from '../../../src/engines/voices/voicevox.ts';
import type { Reader } from '../../../src/reading/types.ts';
import type { Voice } from '../../../src/spec/contracts.ts';
import { join, say, voiceContract } from '../../contract/voice.ts';
import { startCosyVoice, startSpeech, startVoicevox, type VoiceServer } from '../../helpers/voice-server.ts';

/** Katakana where a Latin word stands, as a reader with the word would give. */
const reader: Reader = {
  read: (text) => ({
    text,
    kana: text,
    phonemes: '',
    words: (text.match(/[A-Za-z]+|[^A-Za-z]/gu) ?? []).map((surface) => ({
      surface,
      kana: surface === 'npm' ? 'エヌピーエム' : surface === '猫' ? 'ネコ' : surface,
    })),
  }),
};
const leveller: Leveller = { gain: () => 1, hear() {} };
const limits = { firstByteMs: 1500, pieceMs: 20_000 };

const KINDS: ReadonlyArray<{
  readonly name: string;
  readonly start: () => Promise<VoiceServer>;
  readonly open: (url: string, limits?: Partial<ServerLimits>) => Voice;
}> = [
  {
    name: 'voicevox',
    start: startVoicevox,
    open: (url, limits = {}) => createVoicevoxVoice({ url, speaker: 'ずんだもん', reader, leveller, limits }),
  },
  {
    name: 'openai',
    start: startSpeech,
    open: (url, limits = {}) =>
      createOpenAiVoice({
        ...{ url: `${url}/v1`, model: 'kokoro', voice: 'jf_alpha', reader, leveller, limits },
        languages: ['ja'],
      }),
  },
  {
    name: 'cosyvoice',
    start: () => startCosyVoice(22_050),
    open: (url, limits = {}) =>
      createCosyVoice({ url, version: 1, speaker: '日语男', languages: ['ja'], reader, leveller, limits }),
  },
];

for (const { name, start, open } of KINDS) {
  let server: VoiceServer;
  before(async () => {
    server = await start();
  });
  after(() => server.close());

  voiceContract(name, {
    open: () => open(server.url),
    sentence: 'テストがすべて通りました。',
    two: '終わりました。次に、設定を直します。',
    unspeakable: ['', '   ', '。', '……！？', '🎉', '—'],
  });

  describe(`${name} and its server`, () => {
    it('loses no sample, wherever the pieces end, and brings every rate to its own', async () => {
      const voice = open(server.url);
      const seconds = join(await say(voice, 'あいうえおかきくけこ')).length / voice.sampleRateHz;
      assert.ok(Math.abs(seconds - 0.8) < 0.02, `${seconds} s`);
    });

    it('says what the server says when it fails, and speaks again', async () => {
      const voice = open(server.url);
      server.faults = ['error'];
      await assert.rejects(say(voice, 'これは失敗。'), {
        code: 'voice-refused',
        message: /answered 500 \(.*(core|memory|Internal)/,
      });
      assert.ok((await say(voice, 'これは話す。')).length > 0);
    });

    it('fails when the server breaks off in the middle of a sound', async () => {
      server.faults = ['break'];
      await assert.rejects(say(open(server.url), 'これは途中まで。'), { code: 'voice-broken-off', permanent: false });
    });

    it('does not wait for ever for the first byte', async () => {
      server.faults = ['hang'];
      await assert.rejects(say(open(server.url, limits), 'これは来ない。'), { code: 'voice-slow' });
    });

    it('stops waiting when it is aborted', async () => {
      server.faults = ['hang'];
      const controller = new AbortController();
      const speaking = say(open(server.url), 'これは来ない。', { signal: controller.signal });
      setImmediate(() => controller.abort());
      assert.deepEqual(await speaking, []);
    });

    it('names the address where nothing answers, and refuses what is none', async () => {
      const dead = open('http://127.0.0.1:9');
      await assert.rejects(say(dead, 'あ。'), { code: 'voice-unreachable', exitCode: 3, message: /127\.0\.0\.1:9/ });
      assert.throws(() => open('localhost'), { code: 'bad-settings', exitCode: 2 });
    });
  });
}

describe('voicevox', () => {
  let server: VoiceServer;
  before(async () => {
    server = await startVoicevox();
  });
  after(() => server.close());
  const open = (speaker?: string, terms = {}) =>
    createVoicevoxVoice({ url: server.url, speaker, reader, terms, leveller });

  it('asks for the next query before it asks for this sound, and for a clause at a time', async () => {
    server.requests.length = 0;
    await say(open('ずんだもん/ノーマル'), '終わりました。次に、npmを直します。');
    const asked = server.requests
      .filter((line) => /audio_query|\/synthesis/.test(line))
      .map((line) => line.replace(/&.*/, ''));
    assert.deepEqual(
      asked.slice(0, 3).map((line) => line.split('?')[0]),
      ['POST /audio_query', 'POST /audio_query', 'POST /synthesis'],
    );
    assert.ok(asked.some((line) => line.includes('エヌピーエム')));
    assert.ok(server.requests.every((line) => !/synthesis/.test(line) || line.includes('speaker=3')));
  });

  it('teaches the engine the words that it lacks, once', async () => {
    server.requests.length = 0;
    for (let i = 0; i < 2; i += 1) await open('2', { nginx: 'エンジンエックス' }).warm();
    const taught = server.requests.filter((line) => line.startsWith('POST /user_dict_word'));
    assert.equal(taught.length, 1);
    assert.match(taught[0] ?? '', /surface=nginx&pronunciation=エンジンエックス/);
  });

  it('names the speakers that there are, and no singer', async () => {
    await assert.rejects(open('誰か').warm(), {
      code: 'voice-unknown',
      exitCode: 2,
      message: /四国めたん, ずんだもん\./,
    });
  });

  it('refuses a sound of another rate than it asked for', async () => {
    server.faults = ['wrong-rate'];
    await assert.rejects(say(open(), 'あ。'), { code: 'voice-failed', message: /44100 Hz/ });
  });
});

describe('openai speech', () => {
  it('believes the rate of the content type', async (t) => {
    const server = await startSpeech();
    t.after(() => server.close());
    server.faults = ['wrong-rate'];
    const voice = createOpenAiVoice({
      ...{ url: `${server.url}/v1`, model: 'm', voice: 'v', leveller },
      languages: ['ja'],
    });
    const seconds = join(await say(voice, 'あいうえおかきくけこ')).length / voice.sampleRateHz;
    assert.ok(Math.abs(seconds - 0.8) < 0.02, `${seconds} s`);
  });
});

describe('cosyvoice', () => {
  const prompt = { wav: new Uint8Array([1, 2, 3]), text: 'こんにちは。' };

  it('version 3 gets katakana with spaces, after its preamble', async (t) => {
    const server = await startCosyVoice(24_000);
    t.after(() => server.close());
    const base = { url: server.url, version: 3, languages: ['ja'], reader, leveller } as const;
    await say(createCosyVoice({ ...base, prompt }), '猫とnpm。');
    assert.match(server.requests[0] ?? '', /inference_zero_shot/);
    assert.match(server.bodies[0] ?? '', /name="tts_text"\r\n\r\nネコ と エヌピーエム。\r\n/);
    assert.match(
      server.bodies[0] ?? '',
      /name="prompt_text"\r\n\r\nYou are a helpful assistant\.<\|endofprompt\|>こんにちは。/,
    );
    await say(createCosyVoice({ ...base, prompt: { wav: prompt.wav } }), '猫。');
    assert.match(server.requests[1] ?? '', /inference_cross_lingual/);
    assert.match(server.bodies[1] ?? '', /name="tts_text"\r\n\r\nYou are a helpful assistant\.<\|endofprompt\|>ネコ。/);
  });
});
