import { check, type Pair } from '../guard/checks.ts';
import { maySpeakEarly } from '../guard/early.ts';
import type { Glossary } from '../guard/glossary.ts';
import { polite } from '../guard/polite.ts';
import { missingWords } from '../guard/words.ts';
import type { Term, TranslationMemory, Translator } from '../spec/contracts.ts';
import { StreamTtsError } from '../spec/errors.ts';
import type { Sentence, Span } from '../spec/parts.ts';
import { ask, type Desk, Hangs } from './ask.ts';
import { inOrder, type Paces } from './choice.ts';
import { halves } from './halves.ts';
import type { Interpretation, InterpretOptions, Trouble } from './interpretation.ts';
import { keptOf, namesOf } from './kept.ts';

export type { Choice, Interpretation, InterpretOptions, Trouble } from './interpretation.ts';

export interface Interpreter {
  /** Loads the engines; rejects when none of them can work. */
  warm(): Promise<void>;
  /** Never rejects for what an engine does, unless it is the only one and cannot be had; rejects when aborted. */
  interpret(sentence: Sentence, options: InterpretOptions): Promise<Interpretation>;
}

export interface InterpreterOptions {
  /** Best first; at least one. */
  readonly translators: readonly Translator[];
  /** BCP 47, the language spoken. */
  readonly to: string;
  readonly clock: () => number;
  /** Rejects when the signal is aborted. */
  readonly sleep: (durationMs: number, signal: AbortSignal) => Promise<unknown>;
  readonly memory?: TranslationMemory | undefined;
  readonly glossary?: Glossary | undefined;
  readonly paces?: Paces | undefined;
  /** An engine that gives nothing for so long hangs, in milliseconds. */
  readonly silenceLimitMs?: number;
}

const SILENCE_LIMIT_MS = 30_000;
/** Each engine may answer so often, the second time to another prompt. */
const ATTEMPTS = 2;
/** How long an engine that failed twice is not asked; twice as long after each further failure. */
const REST_MS = 5_000;
const LONGEST_REST_MS = 300_000;

interface Seat {
  readonly translator: Translator;
  failures: number;
  restsUntilMs: number;
}

/** What was handed on before the sentence was translated; one for each sentence. */
interface Handed {
  early: string;
  /** How much of the answer was looked at. */
  seen: number;
}

/**
 * Turns sentences into translations that may be spoken: what was said before at once; else by the best engine that
 * answers in time, checked; what fails is tried once more with another prompt, then by the next engine; what fails
 * everywhere is kept in the source language.
 */
export function createInterpreter(options: InterpreterOptions): Interpreter {
  const { translators, to, clock, memory, glossary, paces } = options;
  const seats: Seat[] = translators.map((translator) => ({ translator, failures: 0, restsUntilMs: 0 }));
  const { sleep, silenceLimitMs = SILENCE_LIMIT_MS } = options;
  const desk: Desk = { to, clock, sleep, paces, silenceLimitMs };

  async function interpret(sentence: Sentence, asked: InterpretOptions): Promise<Interpretation> {
    const startedAtMs = clock();
    const remembered = remember(sentence);
    if (remembered !== undefined) {
      choose(asked, remembered.translator, 'said before', null);
      return { ...remembered, early: '', firstClauseMs: null, totalMs: clock() - startedAtMs };
    }
    const awake = seats.filter(({ restsUntilMs }) => restsUntilMs <= clock());
    const queue = inOrder(
      awake,
      ({ translator }) => paces?.expectedMs(translator.name, sentence.text.length),
      asked.deadlineMs,
    );
    const handed: Handed = { early: '', seen: 0 };
    let last: Pick<Interpretation, 'translator' | 'checks' | 'firstClauseMs'> = NOTHING;
    for (const [place, { item: seat, reason, expectedMs }] of queue.entries()) {
      asked.signal.throwIfAborted();
      // No sentence in two styles: what one engine began no other ends.
      if (handed.early !== '') break;
      choose(asked, seat.translator.name, place === 0 ? reason : 'the one before failed', expectedMs ?? null);
      try {
        const answer = await answerChecked(seat.translator, sentence, asked, handed);
        seat.failures = 0;
        last = answer;
        if (answer.text === undefined) continue;
        memory?.put(keyOf(seat.translator, sentence), answer.text);
        return {
          ...answer,
          text: answer.text,
          early: handed.early,
          kept: 'translation',
          totalMs: clock() - startedAtMs,
        };
      } catch (error) {
        if (asked.signal.aborted) throw error;
        if (seats.length === 1 && error instanceof StreamTtsError && error.exitCode === 3) throw error;
        const isLast = place === queue.length - 1 || handed.early !== '';
        fail(seat, error, isLast ? 'source' : 'next', asked);
      }
    }
    return { ...last, text: sentence.spoken, early: handed.early, kept: 'source', totalMs: clock() - startedAtMs };
  }

  function choose(
    { onChoice, deadlineMs }: InterpretOptions,
    translator: string,
    reason: string,
    expectedMs: number | null,
  ) {
    onChoice?.({ translator, reason, expectedMs, deadlineMs: deadlineMs ?? null });
  }

  function fail(seat: Seat, error: unknown, goesOn: Trouble['goesOn'], { onTrouble }: InterpretOptions): void {
    seat.failures += error instanceof Hangs ? 2 : 1;
    const restMs = seat.failures < 2 ? 0 : Math.min(LONGEST_REST_MS, REST_MS * 2 ** (seat.failures - 2));
    seat.restsUntilMs = clock() + restMs;
    onTrouble?.({ message: `${seat.translator.name} failed: ${messageOf(error)}`, goesOn });
  }

  function remember(sentence: Sentence): Omit<Interpretation, 'early' | 'firstClauseMs' | 'totalMs'> | undefined {
    for (const { translator } of seats) {
      const text = memory?.get(keyOf(translator, sentence));
      if (text === undefined) continue;
      const checks = checkAll(sentence, text);
      if (Object.values(checks).every(Boolean))
        return { text, kept: 'translation', translator: translator.name, checks };
    }
    return undefined;
  }

  function keyOf({ name }: Translator, { text }: Sentence) {
    return { text, translator: name, to, glossary: glossary?.key ?? '' };
  }

  function pairOf({ text, spans }: Sentence, translation: string): Pair {
    const written = (some: readonly Span[]) => some.map(({ start, end }) => text.slice(start, end));
    const terms = glossary?.termsOf(text) ?? [];
    return { source: text, translation, kept: written(keptOf({ spans })), names: written(namesOf({ spans })), terms };
  }

  function checkAll(sentence: Sentence, translation: string): Record<string, boolean> {
    return check(pairOf(sentence, translation), to);
  }

  function mended({ text }: Sentence, translation: string): string {
    const termed = glossary?.mend(text, translation) ?? translation;
    return isJapanese(to) ? polite(termed) : termed;
  }

  /** The first answer that passes every check; `text` is undefined when none did. */
  async function answerChecked(translator: Translator, sentence: Sentence, asked: InterpretOptions, handed: Handed) {
    let checks: Record<string, boolean> = {};
    let firstClauseMs: number | null = null;
    let lost: readonly Term[] = [];
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const answer = await answerAll(translator, sentence, { attempt, lost }, asked, handed);
      firstClauseMs ??= answer.firstClauseMs;
      const { text } = answer;
      checks = checkAll(sentence, text);
      asked.signal.throwIfAborted();
      if (Object.values(checks).every(Boolean)) return { text, checks, translator: translator.name, firstClauseMs };
      lost = isJapanese(to) ? missingWords(pairOf(sentence, text)) : [];
    }
    return { text: undefined, checks, translator: translator.name, firstClauseMs };
  }

  /** A small model that lost something of a long sentence seldom loses it of a half. */
  async function answerAll(
    translator: Translator,
    sentence: Sentence,
    { attempt, lost }: { attempt: number; lost: readonly Term[] },
    asked: InterpretOptions,
    handed: Handed,
  ) {
    const given = handed.early;
    if (given === '') handed.seen = 0;
    const parts = attempt === 0 || given !== '' ? [sentence] : halves(sentence);
    const answers = [];
    for (const part of parts) {
      answers.push(
        await ask(desk, translator, part, {
          ...{ attempt, given, signal: asked.signal, onWait: asked.onWait, before: asked.before },
          terms: [...(glossary?.termsOf(part.text) ?? []), ...lost.filter(({ source }) => part.text.includes(source))],
          onText:
            attempt === 0
              ? (soFar, elapsedMs) => handOn(translator, sentence, { soFar, elapsedMs }, asked, handed)
              : undefined,
        }),
      );
    }
    const answered = answers.map((answer) => answer.text).join('');
    // What was spoken stands as it was spoken.
    const text = attempt > 0 || handed.early === '' ? answered : answered.slice(handed.seen);
    return { text: handed.early + mended(sentence, text), firstClauseMs: answers[0]?.firstClauseMs ?? null };
  }

  /** Hands on the first clause as soon as it is settled, once. */
  async function handOn(
    translator: Translator,
    sentence: Sentence,
    { soFar, elapsedMs }: { soFar: string; elapsedMs: number },
    asked: InterpretOptions,
    handed: Handed,
  ): Promise<void> {
    if (handed.early !== '' || asked.onClause === undefined || translator.continues !== true || !isJapanese(to)) return;
    const end = handed.seen + soFar.slice(handed.seen).search(/、|。(?=.)/su) + 1;
    if (end === handed.seen || soFar.startsWith('「')) return;
    handed.seen = end;
    const clause = mended(sentence, soFar.slice(0, end));
    if (asked.hurry?.() === false || !maySpeakEarly(pairOf(sentence, ''), clause)) return;
    handed.early = clause;
    // Japanese has about half as many characters as English.
    const characters = Math.max(4, Math.round(sentence.text.length / 2) - clause.length);
    await asked.onClause(clause, { characters, restMs: (elapsedMs / clause.length) * characters });
  }

  return {
    async warm() {
      const results = await Promise.allSettled(translators.map((translator) => translator.warm()));
      const failed = results.filter((result) => result.status === 'rejected');
      if (failed.length === results.length && failed[0] !== undefined) throw failed[0].reason;
    },
    interpret,
  };
}

const NOTHING = { translator: 'none', checks: {}, firstClauseMs: null };

function isJapanese(language: string): boolean {
  return /^ja\b/.test(language);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
