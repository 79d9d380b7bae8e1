import { createReadStream } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { resolveSettings } from '../app/settings.ts';
import { canPlay } from '../app/speak.ts';
import { openStore } from '../app/store.ts';
import { offer } from './background.ts';
import type { Command } from './command.ts';
import { pullFirst } from './models.ts';
import { SETTING_FLAGS } from './options.ts';
import { note } from './output.ts';
import { runSpeak } from './run-speak.ts';

const SESSION = fileURLToPath(new URL('../../demo/session.jsonl', import.meta.url));
const TOKENS_PER_SECOND = 60;

export const demo: Command = {
  name: 'demo',
  summary: 'fetches what is missing, then speaks a recorded coding session',
  help: `Usage: stream-tts demo [OPTIONS]

Fetches the models that are missing (it says which, and how large they are), then speaks a recorded coding session in
Japanese at the speed of an agent. Where there is no sound device it writes a WAV file.

Examples:
  npm start
  stream-tts demo --voice kokoro:jm_kumo
`,
  options: SETTING_FLAGS,
  async run({ values }, io) {
    const flags = { pace: String(TOKENS_PER_SECOND), ...values, ...(values.json ? { events: '-' } : {}) };
    const settings = resolveSettings(flags, io.env);
    const store = openStore(io.env);
    const { better } = await pullFirst(store, io);
    for (const id of better) await offer(id, store, io);
    const silent = settings.out === undefined && !(await canPlay(settings, io.env));
    const out = silent ? SESSION.replace(/\.jsonl$/, '.wav') : settings.out;
    if (silent) note(io, `There is no sound device here, so the speech is written to ${out}`);
    const code = await runSpeak(io, out === undefined ? settings : { ...settings, out }, createReadStream(SESSION));
    if (silent && code === 0) note(io, `Written: ${out}`);
    return code;
  },
};
