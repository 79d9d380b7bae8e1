import { check } from '../guard/checks.ts';
import { timed } from '../kit/timed.ts';
import type { Translator } from '../spec/contracts.ts';
import { StreamTtsError } from '../spec/errors.ts';
import type { Sentence } from '../spec/parts.ts';
import { createPaces, inOrder } from './choice.ts';
import { createDesk, type Desk } from './desk.ts';
import { halves } from './halves.ts';
import type { Interpretation, Interpreter, InterpreterOptions, InterpretOptions } from './interpretation.ts';
import { keptOf } from './kept.ts';

export type * from './interpretation.ts';

const SILENCE_LIMIT_MS = 30_000;
/** Each engine may answer so often, the second time to another prompt. */
const ATTEMPTS = 2;
/** How long an engine may load, counted from when it began, while another one could be asked. */
const LOAD_PATIENCE_MS = 10_000;

type Request = Pick<Sentence, 'text' | 'spans' | 'language'>;

/**
 * Turns sentences into translations that may be spoken: what was said before at once; else by the best engine that
 * answers in time, checked; what fails is tried once more with another prompt, then by the next engine; what fails
 * everywhere is kept in the source language.
 */
export function createInterpreter(options: InterpreterOptions): Interpreter {
  const { translators, to, clock, memory, glossary, paces = createPaces() } = options;
  const company = translators.length > 1;
  const desks = translators.map((translator) => createDesk(translator, { clock, company }));
  /** Sentences that are being translated, by their text. */
  const inFlight = new Map<string, Promise<Interpretation>>();
  const silenceLimitMs = options.silenceLimitMs ?? SILENCE_LIMIT_MS;

  async function interpret(sentence: Sentence, asked: InterpretOptions): Promise<Interpretation> {
    const startedAtMs = clock();
    const remembered = remember(sentence);
    if (remembered !== undefined) {
      choose(asked, { name: remembered.translator }, 'said before', null);
      return { ...remembered, firstClauseMs: null, totalMs: clock() - startedAtMs };
    }
    for (let other = inFlight.get(sentence.text); other !== undefined; other = inFlight.get(sentence.text)) {
      // Where the other one was given up, this one is translated.
      const shared = await other.catch(() => undefined);
      asked.signal.throwIfAborted();
      if (shared === undefined) continue;
      choose(asked, { name: shared.translator }, 'being said already', null);
      return { ...shared, totalMs: clock() - startedAtMs };
    }
    const work = translateNow(sentence, asked).finally(() => inFlight.delete(sentence.text));
    inFlight.set(sentence.text, work);
    return await work;
  }

  async function translateNow(sentence: Sentence, asked: InterpretOptions): Promise<Interpretation> {
    const startedAtMs = clock();
    const characters = sentence.text.length;
    const queue = inOrder(
      desks.filter(({ rests }) => !rests),
      ({ translator: { name }, ready }) => ({
        expectedMs: paces.expectedMs(name, characters),
        assumedMs: paces.assumedMs(characters),
        ready,
      }),
      ...[asked.deadlineMs, options.policy],
    );
    let last: Pick<Interpretation, 'translator' | 'checks' | 'firstClauseMs'> = NOTHING;
    for (const [place, { item: desk, reason, expectedMs }] of queue.entries()) {
      asked.signal.throwIfAborted();
      const isLast = place === queue.length - 1;
      try {
        await open(desk, isLast, asked.signal);
        const isChoice = place === 0 && (options.policy !== 'in-order' || desk === desks[0]);
        choose(asked, desk.translator, isChoice ? reason : 'the one before failed', expectedMs ?? null);
        const answer = await answerChecked(desk.translator, sentence, asked);
        desk.succeed();
        last = answer;
        if (answer.text === undefined) continue;
        memory?.put(keyOf(desk.translator, sentence), answer.text);
        return { ...answer, text: answer.text, kept: 'translation', totalMs: clock() - startedAtMs };
      } catch (error) {
        if (asked.signal.aborted) throw error;
        // At the start it can be said what to type; later the rest is better heard in its own language than not at all.
        const cannotWork = error instanceof StreamTtsError && error.exitCode === 3 && !desk.proven;
        if (!company && cannotWork) throw error;
        const severity = error instanceof Loads ? 'loads' : isSlow(error) ? 'hangs' : 'once';
        const message = `${desk.translator.name} failed: ${messageOf(error)}`;
        if (desk.fail(severity)) asked.onTrouble?.({ message, goesOn: isLast ? 'source' : 'next' });
      }
    }
    return { ...last, text: sentence.spoken, kept: 'source', totalMs: clock() - startedAtMs };
  }

  /** Has an engine load; rejects when that takes long while another one may be asked, or when aborted. */
  async function open(desk: Desk, isLast: boolean, signal: AbortSignal): Promise<void> {
    const loading = desk.load();
    const over = new AbortController();
    const either = AbortSignal.any([signal, over.signal]);
    const sinceMs = desk.loadingSinceMs ?? clock();
    const patienceMs = isLast ? Number.POSITIVE_INFINITY : Math.max(0, sinceMs + LOAD_PATIENCE_MS - clock());
    const limit = patienceMs === Number.POSITIVE_INFINITY ? aborted(either) : options.sleep(patienceMs, either);
    const late = limit.then(() => {
      signal.throwIfAborted();
      throw new Loads('it is still loading');
    });
    late.catch(() => {});
    await Promise.race([loading, late]).finally(() => over.abort());
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

  function remember(sentence: Sentence): Omit<Interpretation, 'firstClauseMs' | 'totalMs'> | undefined {
    for (const { translator } of desks) {
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

  function checkAll({ text, spans }: Sentence, translation: string): Record<string, boolean> {
    const kept = keptOf({ spans }).map(({ start, end }) => text.slice(start, end));
    return check({ source: text, translation, kept, terms: glossary?.termsOf(text) ?? [] }, to);
  }

  /** The first answer that passes every check; `text` is undefined when none did. */
  async function answerChecked(translator: Translator, sentence: Sentence, asked: InterpretOptions) {
    let checks: Record<string, boolean> = {};
    let firstClauseMs: number | null = null;
    for (let attempt = 0; attempt < ATTEMPTS; attempt += 1) {
      const answer = await answerAll(translator, sentence, attempt, asked);
      firstClauseMs ??= answer.firstClauseMs;
      const text = glossary?.mend(sentence.text, answer.text) ?? answer.text;
      checks = checkAll(sentence, text);
      asked.signal.throwIfAborted();
      if (Object.values(checks).every(Boolean)) return { text, checks, translator: translator.name, firstClauseMs };
    }
    return { text: undefined, checks, translator: translator.name, firstClauseMs };
  }

  /** A small model that lost something of a long sentence seldom loses it of a half. */
  async function answerAll(translator: Translator, sentence: Sentence, attempt: number, asked: InterpretOptions) {
    const parts = attempt === 0 ? [sentence] : halves(sentence);
    const answers = [];
    for (const part of parts) answers.push(await answerOnce(translator, part, attempt, asked));
    const text = answers.map((answer) => answer.text).join('');
    return { text, firstClauseMs: answers[0]?.firstClauseMs ?? null };
  }

  async function answerOnce(translator: Translator, sentence: Request, attempt: number, asked: InterpretOptions) {
    const over = new AbortController();
    const signal = AbortSignal.any([asked.signal, over.signal]);
    const pieces = translator.translate(sentence, {
      ...{ to, context: [], attempt, signal },
      terms: glossary?.termsOf(sentence.text) ?? [],
      kept: keptOf(sentence),
    });
    const startedAtMs = clock();
    let text = '';
    let workMs = 0;
    let firstClauseMs: number | null = null;
    const onWait = (durationMs: number) => {
      workMs += durationMs;
      asked.onWait?.(durationMs);
    };

    const watch = { clock, onWait, around: withinSilence, ...(asked.before ? { before: asked.before } : {}) };
    try {
      for await (const piece of timed(pieces, watch)) {
        text += piece;
        if (firstClauseMs === null && /[、。！？]/.test(text)) firstClauseMs = clock() - startedAtMs;
      }
    } finally {
      over.abort();
    }
    paces.learn(translator.name, workMs, sentence.text.length);
    // Quotes and backticks are the request's own marks.
    const bare = text.replaceAll('`', '').trim();
    return { text: bare.replace(/^「(.*)」$/su, '$1'), firstClauseMs };
  }

  async function withinSilence<R>(wait: Promise<R>): Promise<R> {
    const answered = new AbortController();
    const limit = options.sleep(silenceLimitMs, answered.signal).then(
      () => Promise.reject(new Hangs(`it gave nothing for ${Math.round(silenceLimitMs / 1000)} s`)),
      () => wait,
    );
    return await Promise.race([wait, limit]).finally(() => answered.abort());
  }

  return {
    async warm() {
      // Those that only stand in are loaded when they must.
      const used = options.policy === 'in-order' ? desks.slice(0, 1) : desks;
      for (const desk of used) desk.load().catch(() => {});
      const { signal } = new AbortController();
      const failures: unknown[] = [];
      for (const [place, desk] of desks.entries()) {
        try {
          return await open(desk, place === desks.length - 1, signal);
        } catch (error) {
          failures.push(error);
        }
      }
      const loading = desks.filter(({ loadingSinceMs }) => loadingSinceMs !== undefined);
      await Promise.any(loading.map((desk) => desk.load())).catch(() => Promise.reject(failures[0]));
    },
    interpret,
  };
}

const NOTHING = { translator: 'none', checks: {}, firstClauseMs: null };

class Hangs extends Error {}
class Loads extends Error {}

function isSlow(error: unknown): boolean {
  return error instanceof Hangs || (error instanceof StreamTtsError && error.code === 'translator-slow');
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
