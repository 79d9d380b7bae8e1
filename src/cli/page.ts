import { readFileSync } from 'node:fs';
import { controlThere } from '../daemon/client.ts';
import { daemonPlace } from '../daemon/place.ts';
import { StreamTtsError } from '../spec/errors.ts';
import type { Command } from './command.ts';
import { printJson, printLine } from './output.ts';
import { tokenFileOf } from './token.ts';

export const page: Command = {
  name: 'page',
  summary: 'the address of the page that shows and steers what is said',
  help: `Usage: stream-tts page [--json]

Prints the address of the warm process's page: what is being said in both languages, what was said before, and its
controls; it can also play the sound. The address carries the key of the warm process: who has it can make it speak.

  --json   {url}

Examples:
  stream-tts page
  xdg-open "$(stream-tts page)"
`,
  options: {},
  async run({ values }, io) {
    const ending = await controlThere(daemonPlace(io.env), 'status', {});
    const port = ending.type === 'reply' ? (ending.value as { readonly port?: unknown }).port : undefined;
    if (typeof port !== 'number') {
      throw new StreamTtsError({
        code: 'no-warm-process',
        stage: 'settings',
        exitCode: 3,
        message: 'No warm process runs that has a page.',
        fix: 'npx stream-tts serve',
      });
    }
    const url = `http://127.0.0.1:${port}/#token=${readFileSync(tokenFileOf(io.env), 'utf8').trim()}`;
    if (values.json) printJson(io, { url });
    else printLine(io, url);
    return 0;
  },
};
