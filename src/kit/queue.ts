/** A first-in first-out queue between two stages, bounded by the weight of what waits in it. */
export interface Queue<T> extends AsyncIterable<T> {
  /** Resolves when there is room; false when the queue was closed meanwhile, and the item is not in it. */
  push(item: T): Promise<boolean>;
  /** No more items: what waits is still given out. */
  close(): void;
  /** The weight that waits. */
  readonly waiting: number;
}

/** `limit` and `weigh` share a unit (items, milliseconds of sound); an item may enter when the queue is below `limit`. */
export function createQueue<T>(limit: number, weigh: (item: T) => number = () => 1): Queue<T> {
  const items: T[] = [];
  let waiting = 0;
  let closed = false;
  const readers = createSignal();
  const writers = createSignal();

  async function* read(): AsyncGenerator<T> {
    for (;;) {
      const item = items.shift();
      if (item !== undefined) {
        waiting -= weigh(item);
        writers.notify();
        yield item;
      } else if (closed) return;
      else await readers.wait();
    }
  }

  return {
    async push(item) {
      while (waiting >= limit && !closed) await writers.wait();
      if (closed) return false;
      items.push(item);
      waiting += weigh(item);
      readers.notify();
      return true;
    },
    close() {
      closed = true;
      readers.notify();
      writers.notify();
    },
    get waiting() {
      return waiting;
    },
    [Symbol.asyncIterator]: read,
  };
}

function createSignal() {
  let waiters: Array<() => void> = [];
  return {
    wait: () => new Promise<void>((resolve) => waiters.push(resolve)),
    notify() {
      const woken = waiters;
      waiters = [];
      for (const wake of woken) wake();
    },
  };
}
