import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { createWorkerVoice } from '../../src/workers/engines.ts';
import { voiceContract } from '../contract/voice.ts';
import { skipUnless } from '../helpers/require.ts';
import { REAL_TIME } from '../helpers/workers.ts';

const program = { command: 'python3', args: [fileURLToPath(new URL('../helpers/worker.py', import.meta.url))] };
const isThere = spawnSync('python3', ['--version'], { stdio: 'ignore' }).status === 0;

voiceContract(
  'in a worker in Python',
  {
    open: () =>
      createWorkerVoice({
        ...REAL_TIME,
        name: 'python:tone',
        program,
        engine: {},
        languages: ['ja'],
        sampleRateHz: 8000,
      }),
    sentence: 'テストが、すべて通りました。',
    two: '終わりました。次に、設定を直します。',
    unspeakable: ['', '。'],
  },
  skipUnless(isThere, 'Python 3 is not here', 'sudo apt-get install -y python3'),
);
