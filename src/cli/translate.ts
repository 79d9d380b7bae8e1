import { createTranslatorOnly } from '../app/engines.ts';
import { resolveSettings } from '../app/settings.ts';
import { createIds } from '../app/speak.ts';
import { type Translation, translateChecked } from '../pipeline/translate.ts';
import type { Translator } from '../spec/contracts.ts';
import { createSentencer } from '../text/sentencer.ts';
import type { Command, Io } from './command.ts';
import { settingFlags, settingsHelp } from './options.ts';
import { inputLines, openInput, printJson, printLine } from './output.ts';

export const translate: Command = {
  name: 'translate',
  summary: 'one line of text in, one line of translation out',
  help: `Usage: stream-tts translate [FILE] [--json]

Translates line by line, in order, each as soon as it is ready. What fails the checks is given in the source language.

${settingsHelp('to', 'translator')}
  --json         {source, text, translator, kept, checks, firstClauseMs, totalMs} a line

Examples:
  echo 'All 24 tests pass now.' | stream-tts translate
  stream-tts translate --json lines.txt
`,
  options: settingFlags('to', 'translator'),
  async run({ values, positionals }, io) {
    const settings = resolveSettings(values, io.env);
    const input = openInput(io, positionals[0]);
    const translator = createTranslatorOnly(settings, io.env);
    let failed = false;
    try {
      // The load belongs to the start, not to the first line's time.
      await translator.warm();
      for await (const line of inputLines(input)) {
        if (io.signal.aborted) break;
        const result = await translateLine(line, settings.to, translator, io);
        failed ||= result.failed;
        const { text, kept, checks, firstClauseMs, totalMs } = result.translation;
        const times = { firstClauseMs: rounded(firstClauseMs), totalMs: rounded(totalMs) };
        if (!values.json) printLine(io, text);
        else printJson(io, { source: line, text, translator: translator.name, kept, checks, ...times });
      }
    } finally {
      await translator.dispose();
    }
    return failed ? 1 : 0;
  },
};

/** A line may hold several sentences: each is translated and checked alone, and the line is their sum. */
async function translateLine(line: string, to: string, translator: Translator, { signal, stderr }: Io) {
  const sentencer = createSentencer({ nextId: createIds('s'), messageId: '', code: 'read' });
  const sentences = [...sentencer.write(line), ...sentencer.end()];
  const parts: Translation[] = [];
  let failed = false;
  for (const sentence of sentences) {
    if (sentence.language === to) {
      parts.push({ text: sentence.text, kept: 'translation', checks: {}, firstClauseMs: null, totalMs: 0 });
      continue;
    }
    try {
      parts.push(await translateChecked(translator, sentence, { to, signal, clock: () => performance.now() }));
    } catch (error) {
      if (signal.aborted || !(error instanceof Error) || 'exitCode' in error) throw error;
      failed = true;
      stderr.write(`stream-tts: ${error.message}\n`);
      parts.push({ text: sentence.text, kept: 'source', checks: {}, firstClauseMs: null, totalMs: 0 });
    }
  }
  return { failed, translation: joined(parts) };
}

function joined(parts: readonly Translation[]): Translation {
  const checks: Record<string, boolean> = {};
  for (const part of parts) {
    for (const [name, passed] of Object.entries(part.checks)) checks[name] = (checks[name] ?? true) && passed;
  }
  return {
    text: parts.map(({ text }) => text).join(''),
    kept: parts.some(({ kept }) => kept === 'source') ? 'source' : 'translation',
    checks,
    firstClauseMs: parts[0]?.firstClauseMs ?? null,
    totalMs: parts.reduce((sum, { totalMs }) => sum + totalMs, 0),
  };
}

function rounded(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms);
}
