import type { Budget, EventBody } from '../spec/events.ts';
import type { Sentence } from '../spec/parts.ts';
import type { RoadHandle } from './floor.ts';

/** One sentence on its way down the road. */
export interface Entry {
  readonly sentence: Sentence;
  /** Aborted when the sentence need not be spoken any more. */
  readonly signal: AbortSignal;
  /** When its first and its last character arrived. */
  readonly firstTextAtMs: number;
  readonly lastTextAtMs: number;
  /** Adds to a stage's share of the sentence's time. */
  spend(stage: string, durationMs: number): void;
  /** True when it has its end. */
  readonly ended: boolean;
  /** The first call ends the sentence; later ones do nothing. */
  end(outcome: Outcome, details?: { reason?: string; durationMs?: number }): void;
  /** Ends it as skipped; its signal fires. */
  drop(reason: string): void;
}

export type Outcome = Extract<EventBody, { type: 'sentence-end' }>['outcome'];

/** Knows every sentence that has begun, so that each ends exactly once whatever happens. */
export interface Ledger {
  begin(sentence: Sentence, times: { firstTextAtMs: number; lastTextAtMs: number }): Entry;
  /** Ends all open sentences as aborted; their signals fire. */
  abortAll(reason: string): void;
  /** Ends those that match, and says which; their signals fire. */
  endWhere: RoadHandle['end'];
  /** Open sentences of a message, or of all. */
  open: RoadHandle['open'];
  readonly counts: Readonly<Record<Outcome, number>>;
}

export function createLedger(emit: (event: EventBody) => void): Ledger {
  const openEntries = new Map<string, { sentence: Sentence; controller: AbortController; end: Entry['end'] }>();
  const counts: Record<Outcome, number> = { played: 0, written: 0, skipped: 0, failed: 0, aborted: 0 };

  return {
    counts,
    begin(sentence, times) {
      const { sentenceId } = sentence;
      const controller = new AbortController();
      const spent = new Map<string, number>();
      const end: Entry['end'] = (outcome, details = {}) => {
        if (!openEntries.delete(sentenceId)) return;
        counts[outcome] += 1;
        emit({ type: 'sentence-end', sentenceId, outcome, ...details, budget: rounded(spent) });
      };
      openEntries.set(sentenceId, { sentence, controller, end });
      emit({ type: 'sentence', ...pick(sentence) });
      return {
        sentence,
        signal: controller.signal,
        ...times,
        get ended() {
          return !openEntries.has(sentenceId);
        },
        spend: (stage, durationMs) => spent.set(stage, (spent.get(stage) ?? 0) + durationMs),
        end,
        drop(reason) {
          controller.abort();
          end('skipped', { reason });
        },
      };
    },
    abortAll(reason) {
      const sentenceIds = [...openEntries.keys()];
      const all = [...openEntries.values()];
      for (const { controller } of all) controller.abort();
      emit({ type: 'abort', reason, sentenceIds });
      for (const { end } of all) end('aborted', { reason });
    },
    endWhere(match, outcome, reason) {
      const ended = [...openEntries.values()].filter(({ sentence }) => match(sentence));
      for (const { controller, end } of ended) {
        controller.abort();
        end(outcome, { reason });
      }
      return ended.map(({ sentence }) => sentence.sentenceId);
    },
    open: (messageId) =>
      [...openEntries.values()].filter(({ sentence }) => messageId === undefined || sentence.messageId === messageId)
        .length,
  };
}

function pick({ sentenceId, text, spans, announce }: Sentence) {
  return announce === undefined ? { sentenceId, text, spans } : { sentenceId, text, spans, announce };
}

function rounded(spent: ReadonlyMap<string, number>): Budget {
  return Object.fromEntries([...spent].map(([stage, ms]) => [stage, Math.round(ms * 10) / 10]));
}
