import { resolveSettings } from '../app/settings.ts';
import { createIds, sleep } from '../app/speak.ts';
import { openTranslationOnly } from '../app/translators.ts';
import { createInterpreter, type Interpretation, type Interpreter, type Trouble } from '../pipeline/interpreter.ts';
import { saidAfter } from '../pipeline/said.ts';
import type { Said } from '../spec/contracts.ts';
import { createSentencer } from '../text/sentencer.ts';
import type { Command, Io } from './command.ts';
import { settingFlags, settingsHelp } from './options.ts';
import { inputLines, openInput, printJson, printLine } from './output.ts';

export const translate: Command = {
  name: 'translate',
  summary: 'one line of text in, one line of translation out',
  help: `Usage: stream-tts translate [FILE] [--json]

Translates line by line, in order, each as soon as it is ready. What fails the checks is given in the source language.

${settingsHelp('to', 'translator', 'cache')}
  --json         {source, text, translator, kept, checks, firstClauseMs, totalMs} a line

Examples:
  echo 'All 24 tests pass now.' | stream-tts translate
  stream-tts translate --json lines.txt
`,
  options: settingFlags('to', 'translator', 'cache'),
  async run({ values, positionals }, io) {
    const settings = resolveSettings(values, io.env);
    const input = openInput(io, positionals[0]);
    const translation = openTranslationOnly(settings, io.env);
    const clock = () => performance.now();
    const interpreter = createInterpreter({ ...translation, to: settings.to, clock, sleep });
    let failed = false;
    const session: Session = { to: settings.to, interpreter, said: [] };
    try {
      // The load belongs to the start, not to the first line's time.
      await interpreter.warm();
      for await (const line of inputLines(input)) {
        if (io.signal.aborted) break;
        const result = await translateLine(line, session, io);
        failed ||= result.failed;
        const { text, translator, kept, checks, firstClauseMs, totalMs } = result.translation;
        const times = { firstClauseMs: rounded(firstClauseMs), totalMs: rounded(totalMs) };
        if (!values.json) printLine(io, text);
        else printJson(io, { source: line, text, translator, kept, checks, ...times });
      }
    } finally {
      await translation.dispose();
    }
    return failed ? 1 : 0;
  },
};

interface Session {
  readonly to: string;
  readonly interpreter: Interpreter;
  /** What was translated last. */
  said: readonly Said[];
}

/** A line may hold several sentences: each is translated and checked alone, and the line is their sum. */
async function translateLine(line: string, session: Session, { signal, stderr }: Io) {
  const { to, interpreter } = session;
  const sentencer = createSentencer({ nextId: createIds('s'), messageId: '', code: 'read' });
  const sentences = [...sentencer.write(line), ...sentencer.end()];
  const parts: Translated[] = [];
  let failed = false;
  for (const sentence of sentences) {
    if (sentence.language === to) {
      parts.push({ ...UNTRANSLATED, text: sentence.text });
      continue;
    }
    const onTrouble = ({ message, goesOn }: Trouble) => {
      failed ||= goesOn === 'source';
      stderr.write(`stream-tts: ${message}.\n`);
    };
    const result = await interpreter.interpret(sentence, { signal, onTrouble, context: session.said });
    parts.push(result);
    session.said = saidAfter(session.said, sentence.text, result);
  }
  return { failed, translation: joined(parts) };
}

const UNTRANSLATED = { kept: 'translation', translator: 'none', checks: {}, firstClauseMs: null, totalMs: 0 } as const;

type Translated = Omit<Interpretation, 'early'>;

function joined(parts: readonly Translated[]): Translated {
  const checks: Record<string, boolean> = {};
  for (const part of parts) {
    for (const [name, passed] of Object.entries(part.checks)) checks[name] = (checks[name] ?? true) && passed;
  }
  return {
    text: parts.map(({ text }) => text).join(''),
    translator: parts.find(({ translator }) => translator !== 'none')?.translator ?? 'none',
    kept: parts.some(({ kept }) => kept === 'source') ? 'source' : 'translation',
    checks,
    firstClauseMs: parts[0]?.firstClauseMs ?? null,
    totalMs: parts.reduce((sum, { totalMs }) => sum + totalMs, 0),
  };
}

function rounded(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms);
}
