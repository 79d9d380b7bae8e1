import { randomUUID } from 'node:crypto';
import { readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Reader } from '../../reading/types.ts';
import type { Voice } from '../../spec/contracts.ts';
import { StreamTtsError } from '../../spec/errors.ts';
import { createClauseVoice } from './kit/clause-voice.ts';
import type { Leveller } from './kit/leveller.ts';
import { type Program, runProgram } from './kit/program.ts';
import { englishClauses, japaneseClauses } from './kit/texts.ts';
import { readWav } from './kit/wav.ts';

/** Part of macOS. */
export const SAY: Program = { command: 'say', fix: 'npx stream-tts say … --voice kokoro' };

export const SAY_VOICES = { Kyoko: 'ja', Otoya: 'ja', Samantha: 'en', Daniel: 'en' } as const;

export type SayVoiceName = keyof typeof SAY_VOICES;

export interface SayOptions {
  readonly voice: SayVoiceName;
  /** For Japanese: Latin words in kana. */
  readonly reader?: Reader | undefined;
  readonly leveller: Leveller;
  readonly program?: Program;
}

const SAMPLE_RATE_HZ = 24_000;

/** The program's own pace, in words a minute. */
const WORDS_A_MINUTE = 175;

/**
 * macOS' `say`, one process a clause: it writes seekable files only, so each clause is a temporary WAV. `warm` rejects with StreamTtsError
 * `program-missing` or `voice-missing`, exit code 3.
 */
export function createSayVoice({ voice, reader, leveller, program = SAY }: SayOptions): Voice {
  const language = SAY_VOICES[voice];
  return createClauseVoice({
    name: `system:${voice}`,
    languages: [language],
    sampleRateHz: SAMPLE_RATE_HZ,
    gain: leveller,
    async warm() {
      const list = Buffer.from(await runProgram(program, ['-v', '?'], { input: '' })).toString('utf8');
      if (!list.split('\n').some((line) => line.startsWith(`${voice} `))) throw lost(voice);
    },
    plan: (text) => (language === 'en' || reader === undefined ? englishClauses(text) : japaneseClauses(text, reader)),
    async *sound(clauses, { speed, signal }) {
      const pace = speed === 1 ? [] : ['-r', String(Math.round(WORDS_A_MINUTE * speed))];
      for (const input of clauses) {
        const out = join(tmpdir(), `stream-tts-${randomUUID()}.wav`);
        const format = ['--file-format=WAVE', `--data-format=LEI16@${SAMPLE_RATE_HZ}`];
        try {
          await runProgram(program, ['-v', voice, ...pace, '-o', out, ...format, '-f', '-'], { input, signal });
          yield { samples: readWav(await readFile(out)).samples, last: true };
        } finally {
          await rm(out, { force: true });
        }
      }
    },
  });
}

function lost(voice: string): StreamTtsError {
  return new StreamTtsError({
    code: 'voice-missing',
    stage: 'voice',
    exitCode: 3,
    message: `macOS has no voice ${voice} yet: System Settings, Accessibility, Spoken Content, System voice, Manage Voices.`,
    fix: "open 'x-apple.systempreferences:com.apple.preference.universalaccess'",
  });
}
