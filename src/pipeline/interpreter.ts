import { passed } from '../guard/checks.ts';
import type { Said, Translator } from '../spec/contracts.ts';
import { StreamTtsError } from '../spec/errors.ts';
import type { Sentence } from '../spec/parts.ts';
import { Hangs } from './ask.ts';
import { createPaces, inOrder } from './choice.ts';
import type { Interpretation, Interpreter, InterpreterOptions, InterpretOptions } from './interpretation.ts';
import { Loads, untilLoaded } from './loading.ts';
import { mayAskAgain } from './patience.ts';
import { createSeat } from './seat.ts';
import { contextsFor, createTries, type Handed, type Refusal } from './tries.ts';

export type * from './interpretation.ts';

const SILENCE_LIMIT_MS = 30_000;

/**
 * Turns sentences into translations that may be spoken: what was said before at once; else by the best engine that
 * answers in time, checked; what fails is tried once more with another prompt, then by the next engine; what fails
 * everywhere is kept in the source language.
 */
export function createInterpreter(options: InterpreterOptions): Interpreter {
  const { translators, to, clock, memory, glossary, paces = createPaces() } = options;
  const company = translators.length > 1;
  const seats = translators.map((translator) => createSeat(translator, { clock, company }));
  /** Sentences that are being translated, by what their translations depend on. */
  const inFlight = new Map<string, Promise<Interpretation>>();
  const { sleep, silenceLimitMs = SILENCE_LIMIT_MS } = options;
  const tries = createTries({ to, clock, sleep, paces, silenceLimitMs }, glossary);

  async function interpret(sentence: Sentence, asked: InterpretOptions): Promise<Interpretation> {
    const startedAtMs = clock();
    const remembered = remember(sentence, asked);
    if (remembered !== undefined) {
      choose(asked, { name: remembered.translator }, 'said before', null);
      return { ...remembered, early: '', firstClauseMs: null, totalMs: clock() - startedAtMs };
    }
    const key = JSON.stringify(keysOf(sentence, asked));
    for (let other = inFlight.get(key); other !== undefined; other = inFlight.get(key)) {
      // Where the other one was given up, this one is translated.
      const shared = await other.catch(() => undefined);
      asked.signal.throwIfAborted();
      if (shared === undefined) continue;
      choose(asked, { name: shared.translator }, 'being said already', null);
      // What was handed on early was handed to the other one.
      return { ...shared, early: '', totalMs: clock() - startedAtMs };
    }
    const work = translateNow(sentence, asked).finally(() => inFlight.delete(key));
    inFlight.set(key, work);
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
        const { babbles, context, refused, ...answer } = await tries.answer(seat.translator, sentence, asked, handed);
        last = answer;
        if (babbles) throw new Error('its answers have no end');
        seat.succeed();
        if (answer.text === undefined) {
          if (refused && seat.translator.repeats)
            memory?.put(refusalKeyOf(seat.translator, sentence, asked, refused.when), refused.text);
          continue;
        }
        memory?.put(keyOf(seat.translator, sentence, context), answer.text);
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

  function remember(
    sentence: Sentence,
    asked: InterpretOptions,
  ): Omit<Interpretation, 'early' | 'firstClauseMs' | 'totalMs'> | undefined {
    for (const key of keysOf(sentence, asked)) {
      const text = memory?.get(key);
      if (text === undefined) continue;
      const checks = tries.check(sentence, text, key.context);
      if (passed(checks)) return { text, kept: 'translation', translator: key.translator, checks };
    }
    return rememberRefusal(sentence, asked);
  }

  /** Nobody is asked again where all have been refused, and would be refused today. */
  function rememberRefusal(sentence: Sentence, asked: InterpretOptions) {
    let last: Pick<Interpretation, 'translator' | 'checks'> | undefined;
    for (const { translator } of seats) {
      if (!translator.repeats) return undefined;
      const find = (when: Refusal) => {
        const key = refusalKeyOf(translator, sentence, asked, when);
        const text = memory?.get(key);
        return text === undefined ? undefined : { text, context: key.context };
      };
      const found = find('in every way') ?? (isInHaste(translator, sentence, asked) ? find('in haste') : undefined);
      if (found === undefined) return undefined;
      const checks = tries.check(sentence, found.text, found.context);
      if (passed(checks)) return undefined;
      last = { translator: translator.name, checks };
    }
    return last && { ...last, text: sentence.spoken, kept: 'source' as const };
  }

  /** Whether it would not be asked a second time, by what it takes on this machine. */
  function isInHaste(
    { name }: Translator,
    { text }: Sentence,
    { deadlineMs: leftAtFirstMs }: InterpretOptions,
  ): boolean {
    const expectedMs = paces.expectedMs(name, text.length);
    if (leftAtFirstMs === undefined || expectedMs === undefined) return false;
    const leftMs = Math.max(0, leftAtFirstMs - expectedMs);
    return !mayAskAgain({ made: 1, expectedMs, goneMs: expectedMs, leftAtFirstMs, leftMs });
  }

  /** In every way: its last try, in which it sees all that it makes use of; in haste there may be the first alone. */
  function refusalKeyOf(translator: Translator, sentence: Sentence, { context }: InterpretOptions, when: Refusal) {
    const own = contextsFor(translator, context).at(when === 'in haste' ? 0 : -1) ?? [];
    return { ...keyOf(translator, sentence, own), refused: when };
  }

  /** What a translation of this sentence may depend on: with and without what was said before. */
  function keysOf(sentence: Sentence, { context }: InterpretOptions) {
    return seats.flatMap(({ translator }) =>
      contextsFor(translator, context).map((own) => keyOf(translator, sentence, own)),
    );
  }

  function keyOf({ name, variant = '' }: Translator, { text }: Sentence, context: readonly Said[]) {
    return { text, translator: name, variant, to, glossary: glossary?.key ?? '', context };
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

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
