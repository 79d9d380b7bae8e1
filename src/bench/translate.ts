import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { sleep } from '../app/speak.ts';
import type { Translation } from '../app/translators.ts';
import { createInterpreter, type Interpreter } from '../pipeline/interpreter.ts';
import type { Translator } from '../spec/contracts.ts';
import { StreamTtsError } from '../spec/errors.ts';
import { createSentencer } from '../text/sentencer.ts';
import { type Answers, openAnswers } from './answers.ts';
import { charBleu } from './bleu.ts';
import { chrF } from './chrf.ts';
import { recognise, type Sourced } from './damage.ts';
import { AGENT_SENTENCES } from './data/agent-sentences.ts';
import { judge } from './judge.ts';
import { median, quantile } from './machine.ts';

export interface TranslateRow {
  /** As in `--translator`; `plain` is the first engine without the checks, asked with a plain prompt. */
  readonly engine: string;
  readonly source: string;
  readonly references: readonly string[];
  readonly spoken: string;
  /** The same with what is kept in English as it was written, not as it sounds. */
  readonly judged: string;
  readonly sentences: number;
  /** Of its sentences, those that are spoken from the source. */
  readonly keptSentences: number;
  /** Names of the checks that the last try failed. */
  readonly failed: readonly string[];
  readonly totalMs: number;
}

/** One engine's line of the table; `reason` where it could not run here. */
export interface EngineRow {
  readonly engine: string;
  readonly reason?: string;
  readonly figures?: Readonly<Record<string, number | null>>;
}

export interface TranslateReport {
  /** Of the first engine. */
  readonly figures: Readonly<Record<string, number | null>>;
  readonly notes: Readonly<Record<string, string>>;
  readonly engines: readonly EngineRow[];
  readonly rows: readonly TranslateRow[];
}

export interface TranslateOptions {
  /** Names as in `--translator`. */
  readonly engines: readonly string[];
  /** Opens one engine alone, so that no other steps in; throws where it cannot run here. */
  readonly open: (engine: string) => Translation;
  readonly to: string;
  /** A directory with `en-ja-technical.jsonl` (`{en, ja}` a line); our own sentences without. */
  readonly evalDirectory: string | undefined;
  /** Every n-th row alone, so that this many are left. */
  readonly limit: number;
  /** Where the engines' answers are kept; see `openAnswers`. */
  readonly answersFile?: string | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: (line: string) => void;
}

/**
 * Translates a set of sentences as the road does, checks and second tries included, by one engine after the other, and
 * scores what would be spoken.
 */
export async function benchTranslate(options: TranslateOptions): Promise<TranslateReport> {
  const whole = options.evalDirectory === undefined ? AGENT_SENTENCES : readEval(options.evalDirectory);
  const set = thinned(whole, options.limit);
  const answers = openAnswers(options.answersFile);
  const rows: TranslateRow[] = [];
  const engines: EngineRow[] = [];
  for (const engine of options.engines) {
    if (options.signal.aborted) break;
    try {
      const own = await translateSet(options, engine, set, answers);
      rows.push(...own);
      engines.push({ engine, figures: figuresOf(own) });
    } catch (error) {
      if (options.signal.aborted) throw error;
      engines.push({ engine, reason: error instanceof Error ? error.message : String(error) });
    }
  }
  const [first] = engines;
  const { precision, recall, kinds, falseAlarms } = recognise([...new Set<Sourced>([...AGENT_SENTENCES, ...whole])]);
  return {
    figures: { ...first?.figures, checksPrecision: round(precision, 3), checksRecall: round(recall, 3) },
    notes: {
      checksPrecision: `translations by people, of which ${falseAlarms.length} are refused, and as many damaged ones`,
      checksRecall: Object.entries(kinds)
        .map(([kind, { refused, of }]) => `${kind} ${refused} of ${of}`)
        .join(', '),
      chrf: 'of all that would be spoken: a sentence kept in English counts as it is',
      numbersKept:
        'numbersKept, spansKept, polarityKept: shares of what would be spoken, by a judge apart from the checks',
      ...(first?.reason === undefined ? {} : { [first.engine]: first.reason }),
    },
    engines,
    rows,
  };
}

const PLAIN = 'plain';
/** A model may be loaded by the first sentence whose answer is not known. */
const LOAD_LIMIT_MS = 600_000;

type Sentences = readonly Sourced[];

async function translateSet(
  options: TranslateOptions,
  engine: string,
  set: Sentences,
  answers: Answers,
): Promise<TranslateRow[]> {
  const { to, signal, onProgress } = options;
  const { clock } = answers;
  const translation = options.open(engine);
  const translators = translation.translators.map((translator) => answers.around(translator, engine));
  try {
    const interpreter = createInterpreter({
      ...translation,
      translators,
      to,
      clock,
      sleep,
      silenceLimitMs: LOAD_LIMIT_MS,
    });
    await interpreter.warm();
    const rows: TranslateRow[] = [];
    for (const sourced of set) {
      if (signal.aborted) break;
      if (rows.length % 10 === 0) onProgress(`${engine}: ${rows.length} of ${set.length} …`);
      const [translator] = engine === PLAIN ? translators : [];
      rows.push({
        engine,
        ...(translator === undefined
          ? await translateRow(interpreter, sourced, signal)
          : await translatePlain(translator, sourced, { to, signal, clock })),
      });
    }
    return rows;
  } finally {
    await translation.dispose();
  }
}

function figuresOf(rows: readonly TranslateRow[]): Record<string, number | null> {
  const translated = rows.filter(({ keptSentences }) => keptSentences === 0);
  const judged = rows.map(({ source, judged }) => judge(source, judged));
  const sum = (count: (row: TranslateRow) => number) => rows.reduce((total, row) => total + count(row), 0);
  const sentences = sum((row) => row.sentences);
  const scored = (some: readonly TranslateRow[]) =>
    some.map(({ spoken: hypothesis, references }) => ({ hypothesis, references }));
  const share = (count: number) => (rows.length === 0 ? null : Math.round((count / rows.length) * 1000) / 1000);
  const times = rows.map(({ totalMs }) => totalMs);
  return {
    rows: rows.length,
    sentences,
    chrf: round(chrF(scored(rows))),
    charBleu: round(charBleu(scored(rows))),
    chrfOfTranslated: round(chrF(scored(translated))),
    numbersKept: share(judged.filter(({ numbers }) => numbers).length),
    spansKept: share(judged.filter(({ spans }) => spans).length),
    polarityKept: share(judged.filter(({ polarity }) => polarity).length),
    keptSource: sentences === 0 ? null : round(sum((row) => row.keptSentences) / sentences, 3),
    totalP50Ms: round(median(times)),
    totalP95Ms: round(quantile(times, 0.95)),
  };
}

/** What one would do first: the whole line, a plain prompt, no check. */
async function translatePlain(
  translator: Translator,
  { source, references }: Sourced,
  { to, signal, clock }: { to: string; signal: AbortSignal; clock: () => number },
): Promise<Omit<TranslateRow, 'engine'>> {
  const startedAtMs = clock();
  let spoken = '';
  const text = bare(source);
  for await (const piece of translator.translate(
    { text, spans: [], language: 'en' },
    { to, context: [], attempt: 0, signal },
  )) {
    spoken += piece;
  }
  const totalMs = Math.round(clock() - startedAtMs);
  return {
    ...{ source, references: references.map(bare), spoken, judged: spoken, failed: [], totalMs },
    ...{ sentences: 1, keptSentences: 0 },
  };
}

async function translateRow(interpreter: Interpreter, { source, references }: Sourced, signal: AbortSignal) {
  let id = 0;
  const nextId = () => {
    id += 1;
    return `s${id}`;
  };
  const sentencer = createSentencer({ nextId, messageId: '', code: 'read' });
  const row = {
    source,
    references: references.map(bare),
    spoken: '',
    judged: '',
    sentences: 0,
    keptSentences: 0,
    failed: [] as string[],
    totalMs: 0,
  };
  for (const sentence of [...sentencer.write(source), ...sentencer.end()]) {
    const result = await interpreter.interpret(sentence, { signal });
    row.sentences += 1;
    row.spoken += result.text;
    row.judged += result.kept === 'source' ? sentence.text : result.text;
    row.totalMs += Math.round(result.totalMs);
    if (result.kept === 'source') {
      row.keptSentences += 1;
      row.failed.push(...Object.keys(result.checks).filter((name) => !result.checks[name]));
    }
  }
  return row;
}

function bare(text: string): string {
  return text.replaceAll('`', '');
}

const EVAL_ROW = z.object({ en: z.string(), ja: z.string() });

function readEval(directory: string): Sourced[] {
  const file = join(directory, 'en-ja-technical.jsonl');
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    throw new StreamTtsError({
      code: 'no-eval-data',
      stage: 'settings',
      exitCode: 2,
      message: `There is no ${file}. It holds {"en": …, "ja": …} lines, such as a book's published translation; leave --eval out for our own sentences.`,
    });
  }
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => EVAL_ROW.parse(JSON.parse(line)))
    .map(({ en, ja }) => ({ source: en, references: [ja] }));
}

function thinned<T>(items: readonly T[], limit: number): T[] {
  const step = Math.max(1, Math.ceil(items.length / limit));
  return items.filter((_, i) => i % step === 0);
}

function round(value: number | null, digits = 1): number | null {
  return value === null ? null : Number(value.toFixed(digits));
}
