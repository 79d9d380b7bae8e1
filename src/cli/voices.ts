import { resolveSettings } from '../app/settings.ts';
import { listVoices, settleVoice } from '../app/voices.ts';
import type { Command } from './command.ts';
import { printJson, printLine } from './output.ts';

export const voices: Command = {
  name: 'voices',
  summary: 'what can speak here',
  help: `Usage: stream-tts voices [--json]

Lists the voices with their languages, whose they are, and whether each can speak on this machine; before them the one
that does, and why. auto is a VOICEVOX or AivisSpeech that runs here, else Kokoro.

  --json         {name, voice, language, available, reason?, credit?} a line

Examples:
  stream-tts voices
  stream-tts say "Hello." --voice kokoro:jm_kumo
`,
  options: {},
  async run({ values }, io) {
    const { settings, reason } = await settleVoice(resolveSettings({}, io.env), io.env);
    if (!values.json) printLine(io, `${settings.voice} speaks${reason ? `: ${reason}` : ', as set'}.\n`);
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
