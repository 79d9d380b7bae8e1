import { clauses } from '../../reading/clauses.ts';
import type { Reader } from '../../reading/types.ts';
import type { Voice } from '../../spec/contracts.ts';
import { createClauseVoice } from './kit/clause-voice.ts';
import { type Program, runProgram } from './kit/program.ts';
import { englishClauses } from './kit/texts.ts';
import { readWav } from './kit/wav.ts';

export const ESPEAK: Program = { command: 'espeak-ng', fix: 'sudo apt-get install -y espeak-ng' };

const SAMPLE_RATE_HZ = 22_050;

/** The program's own pace, in words a minute. */
const WORDS_A_MINUTE = 175;

export interface EspeakOptions {
  /** BCP 47, of those that the program knows (`espeak-ng --voices`). */
  readonly language: string;
  /** For Japanese: the program knows no kanji (it would name them as signs), so it is given kana. */
  readonly reader?: Reader;
  readonly program?: Program;
}

/** The last resort of Linux, robotic and instant: `espeak-ng`, one process a clause. */
export function createEspeakVoice({ language, reader, program = ESPEAK }: EspeakOptions): Voice {
  const isJapanese = language === 'ja';
  return createClauseVoice({
    name: isJapanese ? 'system:espeak-ng' : `system:espeak-ng-${language}`,
    languages: [language],
    sampleRateHz: SAMPLE_RATE_HZ,
    gain: isJapanese ? 1.03 : 1.12,
    async warm() {
      await runProgram(program, ['--version'], { input: '' });
    },
    plan: (text) =>
      isJapanese ? clauses(text).map((clause) => reader?.read(clause).kana ?? clause) : englishClauses(text),
    async *sound(planned, { speed, signal }) {
      const pace = String(Math.round(WORDS_A_MINUTE * speed));
      const args = [
        '-v',
        language === 'en' ? 'en-us' : language.toLowerCase(),
        '-s',
        pace,
        '-z',
        '-b',
        '1',
        '--stdin',
        '--stdout',
      ];
      for (const input of planned) {
        yield { samples: readWav(await runProgram(program, args, { input, signal })).samples, last: true };
      }
    },
  });
}
