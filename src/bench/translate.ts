import { sleep } from '../app/speak.ts';
import type { Translation } from '../app/translators.ts';
import { createPaces } from '../pipeline/choice.ts';
import { createInterpreter } from '../pipeline/interpreter.ts';
import type { Translator } from '../spec/contracts.ts';
import { StreamTtsError } from '../spec/errors.ts';
import { type Answers, openAnswers } from './answers.ts';
import { recognise, type Sourced } from './damage.ts';
import { AGENT_SENTENCES } from './data/agent-sentences.ts';
import { type Decoding, decodingOf } from './decoding.ts';
import { readEvalSet, thinned } from './eval-set.ts';
import { handoversMs } from './handover.ts';
import { labelled } from './labels.ts';
import { quantile, rounded } from './machine.ts';
import { figuresOf } from './translate-figures.ts';
import { type TranslateRow, translatePlain, translateRow } from './translate-rows.ts';

export type { TranslateRow } from './translate-rows.ts';

/** One engine's line of the table; `reason` where it could not run here, with the command to type. */
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
  /** The GGUF file of an engine that decodes in this process. */
  readonly gguf: (engine: string) => string | undefined;
  readonly threads: number;
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

const PLAIN = 'plain';
/** A model may be loaded by the first sentence whose answer is not known. */
const LOAD_LIMIT_MS = 600_000;
/** Sentences on which decoding and the way to the voice are timed. */
const TIMED = 12;

/**
 * Translates a set of sentences as the road does, checks and second tries included, by one engine after the other, and
 * scores what would be spoken.
 */
export async function benchTranslate(options: TranslateOptions): Promise<TranslateReport> {
  const whole = options.evalDirectory === undefined ? AGENT_SENTENCES : readEvalSet(options.evalDirectory);
  const set = thinned(whole, options.limit);
  const answers = openAnswers(options.answersFile);
  const rows: TranslateRow[] = [];
  const engines: EngineRow[] = [];
  for (const engine of options.engines) {
    if (options.signal.aborted) break;
    try {
      const own = await translateSet(options, engine, set, answers);
      rows.push(...own.rows);
      engines.push({ engine, figures: { ...figuresOf(own.rows), ...own.timed } });
    } catch (error) {
      if (options.signal.aborted) throw error;
      engines.push({ engine, reason: reasonOf(error, engine) });
    }
  }
  const [first] = engines;
  const { precision, recall, kinds, falseAlarms } = recognise(
    [...new Set<Sourced>([...AGENT_SENTENCES, ...whole])].filter(isOneSentence),
  );
  const { figures: labels, note } = labelled(rows);
  return {
    figures: { ...first?.figures, ...labels, checksPrecision: rounded(precision, 3), checksRecall: rounded(recall, 3) },
    notes: {
      checksPrecision: `of single sentences: translations by people, of which ${falseAlarms.length} are refused, and as many damaged ones`,
      checksRecall: Object.entries(kinds)
        .map(([kind, { refused, of }]) => `${kind} ${refused} of ${of}`)
        .join(', '),
      chrf: 'of all that would be spoken: a sentence kept in English counts as it is',
      numbersKept:
        'numbersKept, spansKept, polarityKept: shares of what would be spoken, by a judge apart from the checks',
      earlyClauses: 'sentences of which a clause may be spoken before the rest is translated; earlyGainP50Ms before it',
      handoverP95Ms: "from a clause's last token to the voice; other processes count as long as they have the cores",
      meaningErrors: note,
      ...(first?.reason === undefined ? {} : { [first.engine]: first.reason }),
    },
    engines,
    rows,
  };
}

async function translateSet(
  options: TranslateOptions,
  engine: string,
  set: readonly Sourced[],
  answers: Answers,
): Promise<{ rows: TranslateRow[]; timed: Record<string, number | null> }> {
  const { to, signal, onProgress } = options;
  const { clock, asked: before } = answers;
  const translation = options.open(engine);
  try {
    const failures: unknown[] = [];
    const throwFailure = () => {
      if (failures.length > 0) throw failures[0];
    };
    const translators = translation.translators.map((translator) =>
      noting(answers.around(translator, engine), (error) => failures.push(error)),
    );
    // What is repeated from a file says nothing of this machine: its times are not kept.
    const paces = createPaces(translation.paces.known);
    const parts = { ...translation, paces, to, sleep, silenceLimitMs: LOAD_LIMIT_MS };
    const interpreter = createInterpreter({ ...parts, translators, clock });
    await interpreter.warm();
    const rows: TranslateRow[] = [];
    for (const sourced of set) {
      if (signal.aborted) break;
      if (rows.length % 10 === 0) onProgress(`${engine}: ${rows.length} of ${set.length} …`);
      const [plain] = engine === PLAIN ? translators : [];
      const row =
        plain === undefined
          ? await translateRow(interpreter, sourced, { to, signal, clock })
          : await translatePlain(plain, sourced, { to, signal, clock });
      throwFailure();
      rows.push({ engine, ...row });
    }
    if (engine === PLAIN || signal.aborted) return { rows, timed: {} };
    const some = thinned(set, TIMED).map(({ source }) => source);
    onProgress(`${engine}: the way to the voice, and decoding …`);
    const handovers = await handoversMs(translators, { ...parts, sources: some });
    throwFailure();
    const [translator] = translation.translators;
    const file = options.gguf(engine);
    const decoding: Decoding | undefined =
      // Where every answer was known the model is not loaded, and there is nothing to be timed.
      file === undefined || translator === undefined || answers.asked === before
        ? undefined
        : await decodingOf(translator, { file, threads: options.threads, to, sources: some, signal });
    const timed = {
      handoverP50Ms: rounded(quantile(handovers, 0.5), 1),
      handoverP95Ms: rounded(quantile(handovers, 0.95), 1),
      ...decoding,
    };
    return { rows, timed };
  } finally {
    await translation.dispose();
  }
}

/** The road goes on without an engine that fails; a table of what engines say cannot. */
function noting(translator: Translator, onFailure: (error: unknown) => void): Translator {
  return {
    ...translator,
    async *translate(sentence, options) {
      try {
        yield* translator.translate(sentence, options);
      } catch (error) {
        if (!options.signal.aborted) onFailure(error);
        throw error;
      }
    },
  };
}

/** The checks are made for one sentence at a time. */
function isOneSentence({ source }: Sourced): boolean {
  return !/[.!?:;]["'”’)]*\s+["'“‘(`*]*[\p{Lu}\d`]/u.test(source);
}

/** Why it could not run, and what to type: what the error says, or the same once more where it may be well again. */
function reasonOf(error: unknown, engine: string): string {
  const message = error instanceof Error ? error.message : String(error);
  const fix = error instanceof StreamTtsError ? error.fix : undefined;
  return `${message} Type: ${fix ?? `npx stream-tts bench translate --engines ${engine}`}`;
}
