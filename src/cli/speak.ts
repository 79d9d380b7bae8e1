import { resolveSettings } from '../app/settings.ts';
import type { Command } from './command.ts';
import { SETTING_FLAGS, settingsHelp } from './options.ts';
import { openInput } from './output.ts';
import { runSpeak } from './run-speak.ts';

export const speak: Command = {
  name: 'speak',
  summary: "reads an agent's stream and speaks its prose while it arrives",
  help: `Usage: stream-tts [speak] [FILE] [OPTIONS]

Reads an agent's stream from stdin or FILE and speaks its prose while it arrives. Both languages of each sentence
are shown as it begins to sound. Ctrl-C stops the sound at once.

${settingsHelp()}
  --follow       reads what is written to FILE from now on, until Ctrl-C
  --json         the event log on stdout, as --events -

Each option can also be set in the settings file, or as STREAM_TTS_ and its name in capitals; the flag wins.

Examples:
  claude -p "explain this project" --output-format stream-json --verbose --include-partial-messages | stream-tts
  stream-tts answer.md --voice kokoro:jm_kumo --speed 1.3
  stream-tts session.jsonl --out session.wav --captions session.vtt
`,
  options: { ...SETTING_FLAGS, follow: { type: 'boolean' } },
  async run({ values, positionals }, io) {
    const settings = resolveSettings(values.json ? { events: '-', ...values } : values, io.env);
    return await runSpeak(io, settings, openInput(io, positionals[0], values.follow === true));
  },
};
