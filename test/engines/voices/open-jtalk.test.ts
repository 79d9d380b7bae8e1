import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { join as joinPath } from 'node:path';
import { describe, it } from 'node:test';
import { createOpenJtalkVoice, OPEN_JTALK } from '../../../src/engines/voices/open-jtalk.ts';
import { createReader } from '../../../src/reading/reader.ts';
import { join, say, voiceContract } from '../../contract/voice.ts';
import { dictionaryDirectory, loadDictionary } from '../../helpers/dictionary.ts';
import { skipUnless } from '../../helpers/require.ts';
import { store } from '../../helpers/store.ts';

const dictionary = loadDictionary();
const program = spawnSync(OPEN_JTALK.command, { stdio: 'ignore' }).error === undefined;
const skip =
  skipUnless(program, 'the program open_jtalk is not here', OPEN_JTALK.fix) ||
  skipUnless(
    store.installed('hts-voice-mei') && dictionary !== undefined,
    'the voice or its dictionary is not here',
    'npx stream-tts models pull hts-voice-mei japanese-dictionary',
  );
const reader = dictionary
  ? createReader(dictionary)
  : { read: (text: string) => ({ text, kana: '', phonemes: '', words: [] }) };
const files = {
  sys: joinPath(dictionaryDirectory() ?? '', 'sys.dic'),
  voice: store.file('hts-voice-mei', 'mei_normal.htsvoice'),
};

voiceContract(
  'open-jtalk:mei',
  {
    open: () => createOpenJtalkVoice({ files, reader }),
    sentence: 'テストがすべて通りました。',
    two: '終わりました。次に、設定を直します。',
    unspeakable: ['', '   ', '。', '……！？', '「」、。\n', '🎉', '—'],
  },
  skip,
);

describe('open-jtalk', { skip }, () => {
  it('says Latin words as words, and text longer than the program takes', async () => {
    const voice = createOpenJtalkVoice({ files, reader });
    const seconds = async (text: string) => join(await say(voice, text)).length / voice.sampleRateHz;
    const [latin, kana] = [await seconds('useEffectを直す。'), await seconds('ユースエフェクトを直す。')];
    assert.ok(Math.abs(latin / kana - 1) < 0.1, `${latin} and ${kana}`);
    assert.ok((await seconds('すべてのテストが通るようになりました'.repeat(30))) > 60);
  });

  it('names the file that is missing, and the program', async () => {
    const without = createOpenJtalkVoice({ files: { ...files, voice: '/nowhere.htsvoice' }, reader });
    await assert.rejects(without.warm(), { code: 'voice-model-missing', exitCode: 3 });
    const lost = createOpenJtalkVoice({ files, reader, program: { ...OPEN_JTALK, command: 'no-such-program' } });
    await assert.rejects(lost.warm(), { code: 'program-missing', exitCode: 3, fix: OPEN_JTALK.fix });
  });
});
