import { soundDirectory } from '../app/engines.ts';
import { translationFile } from '../app/translators.ts';
import { clearSounds } from '../cache/sounds.ts';
import { clearTranslations } from '../cache/translations.ts';
import { StreamTtsError } from '../spec/errors.ts';
import type { Command } from './command.ts';
import { printJson, printLine } from './output.ts';

export const cache: Command = {
  name: 'cache',
  summary: 'forgets the translations and sounds of before',
  help: `Usage: stream-tts cache clear

Translations that were spoken and their sounds are kept on this machine (bounded, for you alone to read; the sentences
only as salted hashes), so that the second time is instant. --no-cache speaks without reading or writing it.

  --json         {cleared} 

Examples:
  stream-tts cache clear
  stream-tts speak --no-cache answer.md
`,
  options: {},
  async run({ positionals, values }, io) {
    const [action = 'clear', ...rest] = positionals;
    if (action !== 'clear' || rest.length > 0) {
      throw new StreamTtsError({
        code: 'usage',
        stage: 'settings',
        exitCode: 2,
        message: `stream-tts cache knows nothing but clear.`,
        fix: 'stream-tts cache clear',
      });
    }
    const cleared = [clearTranslations(translationFile(io.env)), clearSounds(soundDirectory(io.env))].some(Boolean);
    if (values.json) printJson(io, { cleared });
    else printLine(io, cleared ? 'The translations and sounds are forgotten.' : 'There was nothing to forget.');
    return 0;
  },
};
