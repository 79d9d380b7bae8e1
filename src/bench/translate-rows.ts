import type { Interpretation, Interpreter } from '../pipeline/interpreter.ts';
import { saidAfter } from '../pipeline/said.ts';
import type { Said, Translator } from '../spec/contracts.ts';
import type { Sentence } from '../spec/parts.ts';
import { createSentencer } from '../text/sentencer.ts';
import type { Sourced } from './damage.ts';

/** One sentence as the road would speak it. */
export interface SpokenSentence {
  readonly source: string;
  readonly spoken: string;
  readonly kept: 'translation' | 'source';
}

export interface TranslateRow {
  /** As in `--translator`; `plain` is the first engine without the checks, asked with a plain prompt. */
  readonly engine: string;
  readonly source: string;
  readonly references: readonly string[];
  readonly spoken: string;
  /** The same with what is kept in English as it was written, not as it sounds. */
  readonly judged: string;
  readonly sentences: readonly SpokenSentence[];
  /** Names of the checks that the last try failed, where a sentence is kept in English. */
  readonly failed: readonly string[];
  readonly totalMs: number;
  /** Until the first comma or full stop of the row's first sentence. */
  readonly firstClauseMs: number | null;
  /** For each sentence, what an early clause gains: its time, and the whole sentence's; null where none may leave. */
  readonly early: ReadonlyArray<{
    readonly clause: string;
    readonly atMs: number;
    readonly totalMs: number;
    readonly brokenOff: boolean;
  } | null>;
}

export interface Rows {
  readonly to: string;
  readonly signal: AbortSignal;
  readonly clock: () => number;
}

/** Translates a row as the road does, sentence by sentence; then once more as when somebody waits for sound. */
export async function translateRow(
  interpreter: Interpreter,
  { source, references }: Sourced,
  { signal, clock }: Rows,
): Promise<Omit<TranslateRow, 'engine'>> {
  const results: Array<{ sentence: Sentence; result: Interpretation }> = [];
  const early: Array<TranslateRow['early'][number]> = [];
  let context: readonly Said[] = [];
  for (const sentence of sentencesOf(source)) {
    const result = await interpreter.interpret(sentence, { signal, context });
    results.push({ sentence, result });
    early.push(await earlyClause(interpreter, sentence, { signal, clock, context }));
    context = saidAfter(context, sentence.text, result);
  }
  return {
    ...{ source, references: references.map(bare), early },
    spoken: results.map(({ result }) => result.text).join(''),
    judged: results.map(({ sentence, result }) => (result.kept === 'source' ? sentence.text : result.text)).join(''),
    sentences: results.map(({ sentence, result: { text, kept } }) => ({ source: sentence.text, spoken: text, kept })),
    failed: results.flatMap(({ result: { kept, checks } }) =>
      kept === 'source' ? Object.keys(checks).filter((name) => !checks[name]) : [],
    ),
    totalMs: Math.round(results.reduce((sum, { result }) => sum + result.totalMs, 0)),
    firstClauseMs: results[0]?.result.firstClauseMs ?? null,
  };
}

async function earlyClause(
  interpreter: Interpreter,
  sentence: Sentence,
  { signal, clock, context }: Omit<Rows, 'to'> & { context: readonly Said[] },
) {
  const startedAtMs = clock();
  let clause = '';
  let atMs = 0;
  const { kept, totalMs } = await interpreter.interpret(sentence, {
    ...{ signal, context },
    async onClause(text) {
      clause = text;
      atMs = clock() - startedAtMs;
    },
  });
  return clause === ''
    ? null
    : { clause, atMs: Math.round(atMs), totalMs: Math.round(totalMs), brokenOff: kept === 'source' };
}

/** What one would do first: the whole line, a plain prompt, no check. */
export async function translatePlain(
  translator: Translator,
  { source, references }: Sourced,
  { to, signal, clock }: Rows,
): Promise<Omit<TranslateRow, 'engine'>> {
  const startedAtMs = clock();
  let spoken = '';
  let firstClauseMs: number | null = null;
  const text = bare(source);
  const sentence = { text, spans: [], language: 'en' };
  for await (const piece of translator.translate(sentence, { to, context: [], attempt: 0, signal })) {
    spoken += piece;
    if (firstClauseMs === null && /[、。！？]/.test(spoken)) firstClauseMs = clock() - startedAtMs;
  }
  const totalMs = Math.round(clock() - startedAtMs);
  const sentences = [{ source: text, spoken, kept: 'translation' as const }];
  return {
    ...{ source, references: references.map(bare), spoken, judged: spoken, failed: [], totalMs, firstClauseMs },
    ...{ sentences, early: [] },
  };
}

/** Code is named in every set, and none is to be announced. */
function sentencesOf(source: string): Sentence[] {
  let id = 0;
  const nextId = () => {
    id += 1;
    return `s${id}`;
  };
  const sentencer = createSentencer({ nextId, messageId: '', code: 'read' });
  return [...sentencer.write(source), ...sentencer.end()];
}

function bare(text: string): string {
  return text.replaceAll('`', '');
}
