import { randomUUID } from 'node:crypto';
import { readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Reader } from '../../reading/types.ts';
import type { Voice } from '../../spec/contracts.ts';
import { StreamTtsError } from '../../spec/errors.ts';
import { createClauseVoice } from './kit/clause-voice.ts';
import { type Program, runProgram } from './kit/program.ts';
import { japaneseClauses } from './kit/texts.ts';
import { readWav } from './kit/wav.ts';

export const OPEN_JTALK: Program = { command: 'open_jtalk', fix: 'sudo apt-get install -y open-jtalk' };

/** The samples a second of the Mei voices. */
const SAMPLE_RATE_HZ = 48_000;

/** The program reads one line into 1,024 bytes, and some signs grow inside it. */
const MOST_CHARACTERS = 200;

export interface OpenJtalkOptions {
  /** A compiled dictionary with Open JTalk's fields, and a voice for the program. */
  readonly files: { readonly sys: string; readonly voice: string };
  readonly reader: Reader;
  readonly program?: Program;
}

/**
 * Debian's program `open_jtalk`, one process a clause (0.1 s and 17 MB each, as it maps its
 * dictionary). `warm` rejects with StreamTtsError, exit code 3, where the program or a file is missing.
 */
export function createOpenJtalkVoice({ files, reader, program = OPEN_JTALK }: OpenJtalkOptions): Voice {
  const args = ['-x', dirname(files.sys), '-m', files.voice];
  const say = async (clause: string, speed: number, signal?: AbortSignal) => {
    const input = `${clause.replace(/\s+/g, ' ').slice(0, MOST_CHARACTERS)}\n`;
    // Not /dev/stdout: Node's pipes are sockets, which cannot be opened by that name.
    const out = join(tmpdir(), `stream-tts-${randomUUID()}.wav`);
    try {
      await runProgram(program, [...args, '-r', String(speed), '-ow', out], { input, ...(signal && { signal }) });
      return readWav(await readFile(out)).samples;
    } finally {
      await rm(out, { force: true });
    }
  };
  return createClauseVoice({
    name: 'open-jtalk:mei',
    languages: ['ja'],
    sampleRateHz: SAMPLE_RATE_HZ,
    gain: 0.68,
    async warm() {
      for (const file of [files.sys, files.voice]) await stat(file).catch(() => Promise.reject(lost(file)));
      await say('あ', 1);
    },
    plan: (text) => japaneseClauses(text, reader),
    async *sound(clauses, { speed, signal }) {
      for (const clause of clauses) yield { samples: await say(clause, speed, signal), last: true };
    },
  });
}

function lost(file: string): StreamTtsError {
  return new StreamTtsError({
    code: 'voice-model-missing',
    stage: 'voice',
    exitCode: 3,
    message: `The voice open-jtalk:mei has no file ${file}.`,
    fix: 'npx stream-tts models pull hts-voice-mei japanese-dictionary',
  });
}
