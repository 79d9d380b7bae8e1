import { openReader } from '../app/reader.ts';
import { resolveSettings } from '../app/settings.ts';
import type { Command } from './command.ts';
import { inputLines, openInput, printJson, printLine } from './output.ts';

export const readings: Command = {
  name: 'readings',
  summary: 'how Japanese text is read: a line in, its katakana out',
  help: `Usage: stream-tts readings [FILE] [--json]

Reads lines of Japanese text and prints how each is pronounced, in katakana.

  --json         {text, kana, phonemes, words: [{surface, kana}]} a line

Examples:
  echo 'npm test を実行しました。' | stream-tts readings
  stream-tts readings --json lines.txt
`,
  options: {},
  async run({ values, positionals }, io) {
    const input = openInput(io, positionals[0]);
    const reader = openReader(resolveSettings({}, io.env), io.env);
    for await (const line of inputLines(input)) {
      if (io.signal.aborted) break;
      const reading = reader.read(line);
      values.json ? printJson(io, reading) : printLine(io, reading.kana);
    }
    return 0;
  },
};
