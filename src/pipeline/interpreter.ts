import { check, type Pair } from '../guard/checks.ts';
import { maySpeakEarly } from '../guard/early.ts';
import { polite } from '../guard/polite.ts';
import { missingWords } from '../guard/words.ts';
import type { Term, Translator } from '../spec/contracts.ts';
import { StreamTtsError } from '../spec/errors.ts';
import type { Sentence, Span } from '../spec/parts.ts';
import { ask, type Desk, Hangs } from './ask.ts';
import { createPaces, inOrder } from './choice.ts';
import { halves } from './halves.ts';
import type { Interpretation, Interpreter, InterpreterOptions, InterpretOptions } from './interpretation.ts';
import { keptOf, namesOf } from './kept.ts';
import { Loads, untilLoaded } from './loading.ts';
import { createSeat } from './seat.ts';

export type * from './interpretation.ts';

const SILENCE_LIMIT_MS = 30_000;
/** Each engine may answer so often, the second time to another prompt. */
const ATTEMPTS = 2;
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
  const { translators, to, clock, memory, glossary, paces = createPaces() } = options;
  const company = translators.length > 1;
  const seats = translators.map((translator) => createSeat(translator, { clock, company }));
  /** Sentences that are being translated, by their text. */
  const inFlight = new Map<string, Promise<Interpretation>>();
  const { sleep, silenceLimitMs = SILENCE_LIMIT_MS } = options;
  const desk: Desk = { to, clock, sleep, paces, silenceLimitMs };

  async function interpret(sentence: Sentence, asked: InterpretOptions): Promise<Interpretation> {
    const startedAtMs = clock();
    const remembered = remember(sentence);
    if (remembered !== undefined) {
      choose(asked, { name: remembered.translator }, 'said before', null);
      return { ...remembered, early: '', firstClauseMs: null, totalMs: clock() - startedAtMs };
    }
    for (let other = inFlight.get(sentence.text); other !== undefined; other = inFlight.get(sentence.text)) {
      // Where the other one was given up, this one is translated.
      const shared = await other.catch(() => undefined);
      asked.signal.throwIfAborted();
      if (shared === undefined) continue;
      choose(asked, { name: shared.translator }, 'being said already', null);
      // What was handed on early was handed to the other one.
      return { ...shared, early: '', totalMs: clock() - startedAtMs };
    }
    const work = translateNow(sentence, asked).finally(() => inFlight.delete(sentence.text));
    inFlight.set(sentence.text, work);
    return await work;
  }

  async function translateNow(sentence: Sentence, asked: InterpretOptions): Promise<Interpretation> {
    const startedAtMs = clock();
    const characters = sentence.text.length;
    const queue = inOrder(
      seats.filter(({ rests }) => !rests),
      ({ translator: { name }, ready }) => ({
        expectedMs: paces.expectedMs(name, characters),
        assumedMs: paces.assumedMs(characters),
        ready,
      }),
      ...[asked.deadlineMs, options.policy],
    );
    const handed: Handed = { early: '', seen: 0 };
    let last: Pick<Interpretation, 'translator' | 'checks' | 'firstClauseMs'> = NOTHING;
    for (const [place, { item: seat, reason, expectedMs }] of queue.entries()) {
      asked.signal.throwIfAborted();
      // No sentence in two styles: what one engine began no other ends.
      if (handed.early !== '') break;
      const isLast = place === queue.length - 1;
      try {
        await untilLoaded(seat, { isLast, signal: asked.signal, clock, sleep });
        const isChoice = place === 0 && (options.policy !== 'in-order' || seat === seats[0]);
        choose(asked, seat.translator, isChoice ? reason : 'the one before failed', expectedMs ?? null);
        const answer = await answerChecked(seat.translator, sentence, asked, handed);
        seat.succeed();
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
        // At the start it can be said what to type; later the rest is better heard in its own language than not at all.
        const cannotWork = error instanceof StreamTtsError && error.exitCode === 3 && !seat.proven;
        if (!company && cannotWork) throw error;
        const severity = error instanceof Loads ? 'loads' : isSlow(error) ? 'hangs' : 'once';
        const message = `${seat.translator.name} failed: ${messageOf(error)}`;
        if (seat.fail(severity))
          asked.onTrouble?.({ message, goesOn: isLast || handed.early !== '' ? 'source' : 'next' });
      }
    }
    return { ...last, text: sentence.spoken, early: handed.early, kept: 'source', totalMs: clock() - startedAtMs };
  }

  function choose(
    { onChoice, deadlineMs }: InterpretOptions,
    { name, device }: Pick<Translator, 'name' | 'device'>,
    reason: string,
    expectedMs: number | null,
  ) {
    const where = device === undefined ? {} : { device };
    onChoice?.({ translator: name, reason, expectedMs, deadlineMs: deadlineMs ?? null, ...where });
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
      // Those that only stand in are loaded when they must.
      const used = options.policy === 'in-order' ? seats.slice(0, 1) : seats;
      for (const seat of used) seat.load().catch(() => {});
      const { signal } = new AbortController();
      const failures: unknown[] = [];
      for (const [place, seat] of seats.entries()) {
        try {
          return await untilLoaded(seat, { isLast: place === seats.length - 1, signal, clock, sleep });
        } catch (error) {
          failures.push(error);
        }
      }
      const loading = seats.filter(({ loadingSinceMs }) => loadingSinceMs !== undefined);
      await Promise.any(loading.map((seat) => seat.load())).catch(() => Promise.reject(failures[0]));
    },
    interpret,
  };
}

const NOTHING = { translator: 'none', checks: {}, firstClauseMs: null };

function isSlow(error: unknown): boolean {
  return error instanceof Hangs || (error instanceof StreamTtsError && error.code === 'translator-slow');
}

function isJapanese(language: string): boolean {
  return /^ja\b/.test(language);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
