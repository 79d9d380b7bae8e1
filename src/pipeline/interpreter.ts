import { check } from '../guard/checks.ts';
import type { Glossary } from '../guard/glossary.ts';
import { timed } from '../kit/timed.ts';
import type { TranslationMemory, Translator } from '../spec/contracts.ts';
import { StreamTtsError } from '../spec/errors.ts';
import type { Sentence } from '../spec/parts.ts';
import { inOrder, type Paces } from './choice.ts';
import { halves } from './halves.ts';
import { keptOf } from './kept.ts';

/** What is to be said for a sentence, and how that came about. */
export interface Interpretation {
  readonly text: string;
  readonly kept: 'translation' | 'source';
  /** The engine whose text this is, or which was asked last. */
  readonly translator: string;
  /** Of the last answer, by name; empty when no engine answered. */
  readonly checks: Readonly<Record<string, boolean>>;
  readonly firstClauseMs: number | null;
  readonly totalMs: number;
}

export interface Choice {
  readonly translator: string;
  readonly reason: string;
  readonly expectedMs: number | null;
  readonly deadlineMs: number | null;
}

/** An engine that did not answer; `source` when nothing else can and the sentence is said as it was written. */
export interface Trouble {
  readonly message: string;
  readonly goesOn: 'next' | 'source';
}

export interface InterpretOptions {
  readonly signal: AbortSignal;
  /** Milliseconds until the sound runs out; undefined when nobody waits for it. */
  readonly deadlineMs?: number | undefined;
  /** Time spent waiting for a translator. */
  readonly onWait?: (durationMs: number) => void;
  /** Awaited before each piece is asked for. */
  readonly before?: () => Promise<void>;
  readonly onChoice?: (choice: Choice) => void;
  readonly onTrouble?: (trouble: Trouble) => void;
}

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

type Request = Pick<Sentence, 'text' | 'spans' | 'language'>;

interface Desk {
  readonly translator: Translator;
  failures: number;
  restsUntilMs: number;
}

/**
 * Turns sentences into translations that may be spoken: what was said before at once; else by the best engine that
 * answers in time, checked; what fails is tried once more with another prompt, then by the next engine; what fails
 * everywhere is kept in the source language.
 */
export function createInterpreter(options: InterpreterOptions): Interpreter {
  const { translators, to, clock, memory, glossary, paces } = options;
  const desks: Desk[] = translators.map((translator) => ({ translator, failures: 0, restsUntilMs: 0 }));
  const silenceLimitMs = options.silenceLimitMs ?? SILENCE_LIMIT_MS;

  async function interpret(sentence: Sentence, asked: InterpretOptions): Promise<Interpretation> {
    const startedAtMs = clock();
    const remembered = remember(sentence);
    if (remembered !== undefined) {
      choose(asked, remembered.translator, 'said before', null);
      return { ...remembered, firstClauseMs: null, totalMs: clock() - startedAtMs };
    }
    const awake = desks.filter(({ restsUntilMs }) => restsUntilMs <= clock());
    const queue = inOrder(
      awake,
      ({ translator }) => paces?.expectedMs(translator.name, sentence.text.length),
      asked.deadlineMs,
    );
    let last: Pick<Interpretation, 'translator' | 'checks' | 'firstClauseMs'> = NOTHING;
    for (const [place, { item: desk, reason, expectedMs }] of queue.entries()) {
      asked.signal.throwIfAborted();
      choose(asked, desk.translator.name, place === 0 ? reason : 'the one before failed', expectedMs ?? null);
      try {
        const answer = await answerChecked(desk.translator, sentence, asked);
        desk.failures = 0;
        last = answer;
        if (answer.text === undefined) continue;
        memory?.put(keyOf(desk.translator, sentence), answer.text);
        return { ...answer, text: answer.text, kept: 'translation', totalMs: clock() - startedAtMs };
      } catch (error) {
        if (asked.signal.aborted) throw error;
        if (desks.length === 1 && error instanceof StreamTtsError && error.exitCode === 3) throw error;
        const isLast = place === queue.length - 1;
        fail(desk, error, isLast ? 'source' : 'next', asked);
      }
    }
    return { ...last, text: sentence.spoken, kept: 'source', totalMs: clock() - startedAtMs };
  }

  function choose(
    { onChoice, deadlineMs }: InterpretOptions,
    translator: string,
    reason: string,
    expectedMs: number | null,
  ) {
    onChoice?.({ translator, reason, expectedMs, deadlineMs: deadlineMs ?? null });
  }

  function fail(desk: Desk, error: unknown, goesOn: Trouble['goesOn'], { onTrouble }: InterpretOptions): void {
    desk.failures += error instanceof Hangs ? 2 : 1;
    const restMs = desk.failures < 2 ? 0 : Math.min(LONGEST_REST_MS, REST_MS * 2 ** (desk.failures - 2));
    desk.restsUntilMs = clock() + restMs;
    onTrouble?.({ message: `${desk.translator.name} failed: ${messageOf(error)}`, goesOn });
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
    // Loading has limits of its own, and is no hanging.
    await translator.warm();
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
    paces?.learn(translator.name, workMs, sentence.text.length);
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
      const results = await Promise.allSettled(translators.map((translator) => translator.warm()));
      const failed = results.filter((result) => result.status === 'rejected');
      if (failed.length === results.length && failed[0] !== undefined) throw failed[0].reason;
    },
    interpret,
  };
}

const NOTHING = { translator: 'none', checks: {}, firstClauseMs: null };

class Hangs extends Error {}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
