import { resolveSettings } from '../app/settings.ts';
import { createIds, createSource, partsOf, spokenBy } from '../app/speak.ts';
import type { Sentence } from '../spec/parts.ts';
import { createSentencer } from '../text/sentencer.ts';
import type { Command } from './command.ts';
import { settingFlags, settingsHelp } from './options.ts';
import { note, openInput, printJson, printLine } from './output.ts';

export const text: Command = {
  name: 'text',
  summary: 'prints what would be spoken, one sentence a line, before translation',
  help: `Usage: stream-tts text [FILE] [OPTIONS]

Prints what would be spoken, one sentence a line, before translation. Needs no model and no network.

${settingsHelp('from', 'code', 'notices', 'subagents', 'narration')}
  --follow       reads what is written to FILE from now on, until Ctrl-C
  --json         {sentenceId, text, spans, spoken, language, messageId} a line

Examples:
  stream-tts text session.jsonl
  claude -p "hello" --output-format stream-json --verbose | stream-tts text --json
`,
  options: { ...settingFlags('from', 'code', 'notices', 'subagents', 'narration'), follow: { type: 'boolean' } },
  async run({ values, positionals }, io) {
    const settings = resolveSettings(values, io.env);
    const source = createSource(settings);
    const nextId = createIds('s');
    const spoken = spokenBy(settings);
    const create = (messageId: string) => createSentencer({ nextId, messageId, code: settings.code, spoken });
    let sentencer: ReturnType<typeof create> | undefined;
    let messageId = '';
    const print = (sentences: readonly Sentence[]) => {
      for (const { place: _, ...sentence } of sentences)
        values.json ? printJson(io, sentence) : printLine(io, sentence.spoken);
    };
    const finish = () => {
      if (sentencer) print(sentencer.end());
      sentencer = undefined;
    };
    for await (const part of partsOf(source, openInput(io, positionals[0], values.follow === true))) {
      if (io.signal.aborted) break;
      if (part.type === 'text-start') {
        finish();
        messageId = part.messageId;
      } else if (part.type === 'text-delta') {
        sentencer ??= create(messageId);
        print(sentencer.write(part.text));
      } else if (part.type === 'text-end' || part.type === 'turn-end') finish();
      else if (part.type === 'abort') sentencer = undefined;
      else if (part.type === 'notice') {
        if (!settings.notices) continue;
        const own = create('notice');
        print([...own.write(part.text), ...own.end()]);
      } else if (part.type === 'warning') note(io, `stream-tts: ${part.message}`);
    }
    finish();
    return 0;
  },
};
