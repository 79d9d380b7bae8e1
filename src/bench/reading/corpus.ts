import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { StreamTtsError } from '../../spec/errors.ts';
import { crc32 } from './crc32.ts';

export interface ReadingRow {
  readonly id: string;
  readonly corpus: 'ita' | 'rohan';
  /** Rows whose id has an odd CRC32 are for tuning, the others for reporting. */
  readonly part: 'tune' | 'report';
  readonly text: string;
  readonly kana: string;
}

export interface HomographRow {
  readonly text: string;
  readonly word: string;
  readonly kana: string;
}

/** `ja-readings.tsv`: id, sentence, its reading; ids of ROHAN4600 start with its name, all others are ITA's. */
export function loadReadings(directory: string | undefined, limit: number): ReadingRow[] {
  const rows = table(directory, 'ja-readings.tsv').map(([id = '', text = '', kana = '']): ReadingRow => {
    const corpus = id.startsWith('ROHAN') ? 'rohan' : 'ita';
    return { id, corpus, part: crc32(id) % 2 === 1 ? 'tune' : 'report', text, kana };
  });
  const step = Math.max(1, Math.ceil(rows.length / limit));
  return rows.filter((_, index) => index % step === 0);
}

/** `homographs.tsv`: sentence, a word in it, that word's reading there. */
export function loadHomographs(directory: string | undefined): HomographRow[] {
  return table(directory, 'homographs.tsv').map(([text = '', word = '', kana = '']) => ({ text, word, kana }));
}

function table(directory: string | undefined, name: string): string[][] {
  const path = join(directory ?? '', name);
  if (directory === undefined || !existsSync(path)) {
    throw new StreamTtsError({
      code: 'eval-missing',
      stage: 'settings',
      exitCode: 3,
      message:
        `bench voice needs ${name} (sentence and reading, from the ITA corpus and ROHAN4600 at github.com/mmorise), ` +
        'which is not shipped; name its folder: stream-tts bench voice --eval DIR',
    });
  }
  const lines = readFileSync(path, 'utf8').split(/\r?\n/);
  return lines.filter((line) => line !== '').map((line) => line.split('\t'));
}
