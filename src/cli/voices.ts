import { listVoices } from '../app/voices.ts';
import type { Command } from './command.ts';
import { printJson, printLine } from './output.ts';

export const voices: Command = {
  name: 'voices',
  summary: 'what can speak here',
  help: `Usage: stream-tts voices [--json]

Lists the voices with their languages, and whether each can speak on this machine.

  --json         {name, voice, language, available, reason?, credit?} a line

Examples:
  stream-tts voices
  stream-tts say "Hello." --voice kokoro:jm_kumo
`,
  options: {},
  async run({ values }, io) {
    for (const voice of await listVoices(io.env)) {
      if (values.json) printJson(io, voice);
      else {
        const state = voice.available ? 'ready' : `missing; ${voice.reason}`;
        printLine(io, `${voice.voice.padEnd(22)} ${voice.language}  ${state}  (${voice.credit})`);
      }
    }
    return 0;
  },
};
