import { timed } from '../kit/timed.ts';
import type { Said, Term, Translator } from '../spec/contracts.ts';
import type { Sentence } from '../spec/parts.ts';
import type { Paces } from './choice.ts';
import { keptOf } from './kept.ts';

/** What a translator is asked. */
export type Request = Pick<Sentence, 'text' | 'spans' | 'language'>;

export interface AskOptions {
  readonly attempt: number;
  /** The beginning of the translation, spoken already. */
  readonly given: string;
  readonly terms: readonly Term[];
  readonly context: readonly Said[];
  readonly signal: AbortSignal;
  readonly onWait?: ((durationMs: number) => void) | undefined;
  readonly before?: (() => Promise<void>) | undefined;
  /** The answer so far, and how long it took; it goes on when this resolves. */
  readonly onText?: ((soFar: string, elapsedMs: number) => Promise<void>) | undefined;
}

export interface Answer {
  readonly text: string;
  /** Until its first comma or full stop. */
  readonly firstClauseMs: number | null;
  /** True when it went on and on, and was left. */
  readonly isEndless: boolean;
}

export interface Desk {
  readonly to: string;
  readonly clock: () => number;
  /** Rejects when the signal is aborted. */
  readonly sleep: (durationMs: number, signal: AbortSignal) => Promise<unknown>;
  readonly paces: Paces;
  /** An engine that gives nothing for so long hangs. */
  readonly silenceLimitMs: number;
}

export class Hangs extends Error {}

/** One answer of one engine, without the request's own marks. Rejects when the engine fails or hangs. */
export async function ask(desk: Desk, translator: Translator, request: Request, asked: AskOptions): Promise<Answer> {
  const { clock, to } = desk;
  const { attempt, given, terms, context, onText } = asked;
  const over = new AbortController();
  const signal = AbortSignal.any([asked.signal, over.signal]);
  const pieces = translator.translate(request, {
    ...{ to, context, attempt, signal, terms, kept: keptOf(request) },
    ...(given === '' ? {} : { given }),
  });
  const startedAtMs = clock();
  let text = '';
  let workMs = 0;
  let firstClauseMs: number | null = null;
  const onWait = (durationMs: number) => {
    workMs += durationMs;
    asked.onWait?.(durationMs);
  };
  const around = <R>(wait: Promise<R>) => withinSilence(desk, wait);
  try {
    const watch = { clock, onWait, around, ...(asked.before ? { before: asked.before } : {}) };
    for await (const piece of timed(pieces, watch)) {
      text += piece;
      if (firstClauseMs === null && /[、。！？]/.test(text)) firstClauseMs = clock() - startedAtMs;
      if (text.length > mostOf(request)) break;
      await onText?.(unmarked(text), workMs);
    }
  } finally {
    over.abort();
  }
  desk.paces.learn(translator.name, workMs, request.text.length);
  const isEndless = text.length > mostOf(request);
  return { text: unmarked(text).replace(/^「(.*)」$/su, '$1'), firstClauseMs, isEndless };
}

/** In characters: what is longer fails the check of the length whatever follows. */
function mostOf({ text }: Request): number {
  return Math.max(48, 1.6 * text.length);
}

function unmarked(text: string): string {
  return text.replaceAll('`', '').trim();
}

async function withinSilence<R>({ sleep, silenceLimitMs }: Desk, wait: Promise<R>): Promise<R> {
  const answered = new AbortController();
  const limit = sleep(silenceLimitMs, answered.signal).then(
    () => Promise.reject(new Hangs(`it gave nothing for ${Math.round(silenceLimitMs / 1000)} s`)),
    () => wait,
  );
  return await Promise.race([wait, limit]).finally(() => answered.abort());
}
