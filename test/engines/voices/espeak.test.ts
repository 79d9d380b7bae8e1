import { spawnSync } from 'node:child_process';
import { createEspeakVoice, ESPEAK } from '../../../src/engines/voices/espeak.ts';
import { createReader } from '../../../src/reading/reader.ts';
import { voiceContract } from '../../contract/voice.ts';
import { loadDictionary } from '../../helpers/dictionary.ts';
import { skipUnless } from '../../helpers/require.ts';

const here = spawnSync(ESPEAK.command, ['--version'], { stdio: 'ignore' }).error === undefined;
const skip = skipUnless(here, 'the program espeak-ng is not here', ESPEAK.fix);
const dictionary = loadDictionary();
const unspeakable = ['', '   ', '。', '……！？', '「」、。\n', '🎉', '—'];

voiceContract(
  'espeak-ng in Japanese',
  {
    open: () => createEspeakVoice({ language: 'ja', ...(dictionary ? { reader: createReader(dictionary) } : {}) }),
    sentence: 'テストがすべて通りました。',
    two: '終わりました。次に、設定を直します。',
    unspeakable,
  },
  skip || skipUnless(dictionary !== undefined, 'no dictionary', 'npx stream-tts models pull japanese-dictionary'),
);

voiceContract(
  'espeak-ng in English',
  {
    open: () => createEspeakVoice({ language: 'en' }),
    sentence: 'All 12 tests pass now.',
    two: 'Done. Next, I will mend the settings in config.json.',
    unspeakable,
  },
  skip,
);

voiceContract(
  'espeak-ng in another of its languages',
  {
    open: () => createEspeakVoice({ language: 'pt' }),
    sentence: 'Todos os 12 testes passam agora.',
    two: 'Pronto. Agora vou corrigir as definições.',
    unspeakable,
  },
  skip,
);
