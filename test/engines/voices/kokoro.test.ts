import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { after, describe, it } from 'node:test';
import { kanaErrorRate } from '../../../src/bench/reading/kana.ts';
import { createKokoroVoice, KOKORO_VOICES, languageOf } from '../../../src/engines/voices/kokoro.ts';
import { createReader } from '../../../src/reading/reader.ts';
import type { Reader } from '../../../src/reading/types.ts';
import { StreamTtsError } from '../../../src/spec/errors.ts';
import { join, say, voiceContract } from '../../contract/voice.ts';
import { loadDictionary } from '../../helpers/dictionary.ts';
import { EAR_COMMAND, openEar, prepareEar } from '../../helpers/ear.ts';
import { ENGLISH_COMMAND, englishReader, kokoroFiles, skipWithoutKokoro } from '../../helpers/kokoro.ts';
import { skipUnless } from '../../helpers/require.ts';

const SENTENCES = [
  '今日は天気がいいので、散歩に行きました。',
  'ファイルを開いて、内容を確認してください。',
  'この関数は、文字列を受け取って数を返します。',
  'テストがすべて通ったので、変更を保存しました。',
  'サーバーに接続できないため、もう一度試します。',
  '駅まで歩いて十分くらいかかります。',
  '新しい設定を読み込むと、画面の色が変わります。',
  'エラーの原因は、古いライブラリにありました。',
];

const found = kokoroFiles();
const dictionary = loadDictionary();
const skip = skipWithoutKokoro(found, dictionary);
const files = found ?? { graphs: { whole: 'none' }, vocab: 'none', voices: 'none' };
const silentReader: Reader = { read: (text) => ({ text, kana: '', phonemes: '', words: [] }) };
const reader = dictionary ? createReader(dictionary) : silentReader;

voiceContract(
  'kokoro:jf_alpha',
  {
    open: () => createKokoroVoice({ files, reader, voice: 'jf_alpha' }),
    sentence: 'テストがすべて通りました。',
    two: '終わりました。次に、設定を直します。',
    unspeakable: ['', '   ', '。', '……！？', '「」、。\n', '🎉', '—'],
  },
  skip,
);

const english = englishReader();
const noEnglish = skip || skipUnless(english !== undefined, "Kokoro's English is not here", ENGLISH_COMMAND);

voiceContract(
  'kokoro:af_heart',
  {
    open: () => createKokoroVoice({ files, english: english ?? silentReader, voice: 'af_heart' }),
    sentence: 'All 12 tests pass now.',
    two: 'Done. Next, I will mend the settings in config.json.',
    unspeakable: ['', '   ', '.', '…!?', '🎉', '—'],
  },
  noEnglish,
);

describe('kokoro', { skip }, () => {
  for (const name of KOKORO_VOICES.filter((voice) => languageOf(voice) === 'ja')) {
    it(`speaks as ${name}`, async () => {
      const voice = createKokoroVoice({ files, reader, voice: name });
      const samples = join(await say(voice, 'ファイルを開いて、内容を確認してください。'));
      await voice.dispose();
      const seconds = samples.length / voice.sampleRateHz;
      assert.ok(seconds > 2 && seconds < 6, `${seconds} s`);
      const loudness = 10 * Math.log10(samples.reduce((sum, sample) => sum + sample * sample, 0) / samples.length);
      assert.ok(loudness > -24 && loudness < -16, `${loudness} dB`);
    });
  }

  it('begins a text of two thousand characters without punctuation, in pieces', async () => {
    const voice = createKokoroVoice({ files, reader, voice: 'jf_alpha' });
    const controller = new AbortController();
    const text = 'すべてのテストが通るようになりました'.repeat(120).slice(0, 2000);
    let totalMs = 0;
    for await (const { samples, remaining } of voice.speak(text, { speed: 4, signal: controller.signal })) {
      totalMs = (samples.length / voice.sampleRateHz) * 1000 + (remaining?.totalMs ?? 0);
      controller.abort();
    }
    await voice.dispose();
    assert.ok(totalMs > 20_000, `${totalMs} ms at speed 4`);
  });
});

const noEar = skip ? undefined : await prepareEar();
const deaf = skip || skipUnless(noEar === undefined, noEar ?? '', EAR_COMMAND);

describe('kokoro, listened to', { skip: deaf }, () => {
  it('is understood', async (test) => {
    const voice = createKokoroVoice({ files, reader, voice: 'jf_alpha' });
    const ear = await openEar();
    const errors: number[] = [];
    for (const sentence of SENTENCES) {
      const heard = await ear.hear(join(await say(voice, sentence)), voice.sampleRateHz);
      const error = kanaErrorRate(reader.read(sentence).kana, reader.read(heard).kana);
      errors.push(error);
      test.diagnostic(`${(100 * error).toFixed(1)} % ${sentence} ${heard}`);
    }
    await ear.close();
    await voice.dispose();
    const median = errors.toSorted((a, b) => a - b)[errors.length >> 1] ?? 1;
    assert.ok(
      errors.every((error) => error <= 0.2),
      `errors ${errors}`,
    );
    assert.ok(median <= 0.05, `median ${median}`);
  });
});

describe('kokoro in two languages', { skip: noEnglish || deaf }, () => {
  it('says an English sentence in English between Japanese ones', async (test) => {
    const voice = createKokoroVoice({ files, reader, english, voice: 'jf_alpha' });
    assert.deepEqual(voice.languages, ['ja', 'en']);
    const ear = await openEar();
    const japanese = await ear.hear(join(await say(voice, 'テストが終わりました。')), voice.sampleRateHz);
    const sound = join(await say(voice, 'I changed useEffect in main.ts.', { language: 'en' }));
    const heard = await ear.hear(sound, voice.sampleRateHz, { language: 'en' });
    await ear.close();
    await voice.dispose();
    test.diagnostic(`${japanese} ${heard}`);
    assert.match(japanese, /テスト.*終わ/);
    assert.match(heard.toLowerCase(), /changed use ?effect in main/);
  });
});

describe('kokoro without its files', () => {
  const dir = mkdtempSync(joinPath(tmpdir(), 'stream-tts-kokoro-'));
  after(() => rmSync(dir, { recursive: true, force: true }));
  const path = (name: string) => joinPath(dir, name);

  async function failure(broken: Partial<typeof files>): Promise<StreamTtsError> {
    const voice = createKokoroVoice({ files: { ...files, ...broken }, reader: silentReader, voice: 'jf_alpha' });
    const error = await voice.warm().then(
      () => undefined,
      (cause: unknown) => cause,
    );
    await voice.dispose();
    assert.ok(error instanceof StreamTtsError);
    assert.deepEqual([error.stage, error.exitCode], ['voice', 3]);
    assert.equal(error.fix, 'npx stream-tts models pull kokoro-82m');
    return error;
  }

  it('says which one is missing', async () => {
    const error = await failure({ vocab: path('vocab.json') });
    assert.equal(error.code, 'voice-model-missing');
    assert.match(error.message, /vocab\.json/);
  });

  it('says which one is broken', async () => {
    writeFileSync(path('broken'), 'not what it should be');
    assert.equal((await failure({ vocab: path('broken') })).code, 'voice-model-broken');
  });

  it('says the same of the model and the voices', { skip }, async () => {
    assert.equal((await failure({ graphs: { whole: path('model.onnx') } })).code, 'voice-model-missing');
    assert.equal((await failure({ graphs: { whole: path('broken') } })).code, 'voice-model-broken');
    assert.equal((await failure({ voices: path('broken') })).code, 'voice-model-broken');
  });
});
