import type { Stage } from './errors.ts';
import type { Announcement, Span } from './parts.ts';

/** Milliseconds spent in each stage of one sentence. */
export type Budget = Readonly<Record<string, number>>;

interface Trouble {
  readonly code: string;
  readonly message: string;
  readonly stage: Stage;
  readonly sentenceId?: string;
}

/** What happens on the road, as observers see it. `atMs` is milliseconds since the first input byte. */
export type EventBody =
  | { readonly type: 'text-delta'; readonly text: string }
  | {
      readonly type: 'sentence';
      readonly sentenceId: string;
      readonly text: string;
      readonly spans: readonly Span[];
      readonly announce?: Announcement;
    }
  | {
      readonly type: 'choice';
      readonly sentenceId: string;
      readonly translator: string;
      readonly voice: string;
      readonly reason: string;
      readonly expectedMs: number | null;
      readonly deadlineMs: number | null;
      /** What the translator computes on: `CPU`, `metal`, `cuda` …; absent where that is not known. */
      readonly device?: string;
    }
  | {
      readonly type: 'translation';
      readonly sentenceId: string;
      readonly text: string;
      readonly translator: string;
      readonly kept: 'translation' | 'source';
    }
  | { readonly type: 'audio-start'; readonly sentenceId: string; readonly sampleRateHz: number }
  | { readonly type: 'play-start'; readonly sentenceId: string }
  | { readonly type: 'underrun'; readonly sentenceId: string; readonly gapMs: number; readonly inside: boolean }
  | {
      readonly type: 'sentence-end';
      readonly sentenceId: string;
      readonly outcome: 'played' | 'written' | 'skipped' | 'failed' | 'aborted';
      readonly reason?: string;
      readonly durationMs?: number;
      readonly budget: Budget;
    }
  | { readonly type: 'ignored'; readonly format: string; readonly kind: string; readonly count: number }
  | ({ readonly type: 'warning' } & Trouble)
  | ({ readonly type: 'error' } & Trouble)
  | { readonly type: 'abort'; readonly reason: string; readonly sentenceIds: readonly string[] }
  | { readonly type: 'turn-end'; readonly reason: string };

export type Event = EventBody & { readonly atMs: number; readonly sessionId: string; readonly turnId: string };
export type EventType = Event['type'];
