import type { Seat } from './seat.ts';

/** An engine that is not loaded yet, and for which nobody waits any longer. */
export class Loads extends Error {}

/** How long an engine may load, counted from when it began, while another one could be asked. */
const LOAD_PATIENCE_MS = 10_000;

export interface LoadOptions {
  /** Without another engine to ask it is waited for, however long it takes. */
  readonly isLast: boolean;
  readonly signal: AbortSignal;
  readonly clock: () => number;
  /** Rejects when the signal is aborted. */
  readonly sleep: (durationMs: number, signal: AbortSignal) => Promise<unknown>;
}

/** Has an engine load; rejects when it cannot, with Loads when others can be asked sooner, or when aborted. */
export async function untilLoaded(seat: Seat, { isLast, signal, clock, sleep }: LoadOptions): Promise<void> {
  const loading = seat.load();
  const over = new AbortController();
  const either = AbortSignal.any([signal, over.signal]);
  const leftMs = Math.max(0, (seat.loadingSinceMs ?? clock()) + LOAD_PATIENCE_MS - clock());
  const late = (isLast ? untilAborted(either) : sleep(leftMs, either)).then(() => {
    signal.throwIfAborted();
    throw new Loads('it is still loading');
  });
  late.catch(() => {});
  await Promise.race([loading, late]).finally(() => over.abort());
}

function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
