import { resolveSettings } from '../app/settings.ts';
import type { Command } from './command.ts';
import { SETTING_FLAGS, settingsHelp } from './options.ts';
import { usage } from './parse.ts';
import { runSpeak } from './run-speak.ts';

export const say: Command = {
  name: 'say',
  summary: 'speaks TEXT',
  help: `Usage: stream-tts say TEXT… [OPTIONS]

Speaks TEXT; English is translated, Japanese is spoken as it is.

${settingsHelp('to', 'translator', 'voice', 'speed', 'device', 'volume', 'out', 'captions', 'events')}
  --json         the event log on stdout, as --events -

Examples:
  stream-tts say "All tests pass."
  stream-tts say 'npm test を実行しました。' --voice kokoro:jm_kumo
`,
  options: SETTING_FLAGS,
  async run({ values, positionals }, io) {
    if (positionals.length === 0) {
      throw nothingToSay();
    }
    const settings = resolveSettings({ ...(values.json ? { events: '-' } : {}), ...values, from: 'text' }, io.env);
    return await runSpeak(io, settings, bytesOf(positionals.join(' ')));
  },
};

export function nothingToSay() {
  return usage('There is nothing to say.', 'npx stream-tts say "All tests pass."');
}

async function* bytesOf(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}
