export interface Watch {
  readonly clock: () => number;
  /** How long an item was waited for; the time that the consumer takes is not counted. */
  readonly onWait: (durationMs: number) => void;
  /** Awaited before each item is asked for. */
  readonly before?: () => Promise<void>;
  /** Sees the wait for each item as a promise, and passes it on. */
  readonly around?: <R>(wait: Promise<R>) => Promise<R>;
}

/** Passes the items on as they come, one asked for at a time. */
export async function* timed<T>(items: AsyncIterable<T>, watch: Watch): AsyncGenerator<T> {
  const { clock, onWait, before, around = (wait) => wait } = watch;
  const iterator = items[Symbol.asyncIterator]();
  let waiting = false;
  try {
    for (;;) {
      await before?.();
      const startedAtMs = clock();
      const item = iterator.next();
      waiting = true;
      item.then(
        () => {
          waiting = false;
        },
        () => {
          waiting = false;
        },
      );
      const result = await around(item).finally(() => onWait(clock() - startedAtMs));
      if (result.done) return;
      yield result.value;
    }
  } finally {
    const closed = iterator.return?.();
    // One that was given up while it was waited for may never come to its end.
    if (waiting) closed?.catch(() => {});
    else await closed;
  }
}
