/** Passes the items on, and reports how long each was waited for; the time that the consumer takes is not counted. */
export async function* timed<T>(
  items: AsyncIterable<T>,
  clock: () => number,
  onWait: (durationMs: number) => void,
): AsyncGenerator<T> {
  const iterator = items[Symbol.asyncIterator]();
  try {
    for (;;) {
      const startedAtMs = clock();
      const result = await iterator.next().finally(() => onWait(clock() - startedAtMs));
      if (result.done) return;
      yield result.value;
    }
  } finally {
    await iterator.return?.();
  }
}
