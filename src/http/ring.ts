/** What was said lately, numbered from 1, oldest first; bounded by its size in characters. */
export interface Ring {
  push(kind: string, data: object): void;
  /** What came after a number; undefined when some of it is gone already. */
  after(number: number): readonly Item[] | undefined;
  /** Number of the last one; 0 before the first. */
  readonly last: number;
  /** Number before the oldest that is kept. */
  readonly before: number;
  /** Resolves with the next push, or when the signal is aborted. */
  more(signal: AbortSignal): Promise<void>;
}

export interface Item {
  readonly number: number;
  readonly kind: string;
  /** JSON. */
  readonly text: string;
}

export function createRing(mostCharacters: number): Ring {
  let items: Item[] = [];
  let characters = 0;
  let last = 0;
  let wakers = new Set<() => void>();

  return {
    push(kind, data) {
      const text = JSON.stringify(data);
      last += 1;
      items.push({ number: last, kind, text });
      characters += text.length;
      let gone = 0;
      for (; characters > mostCharacters && gone < items.length - 1; gone += 1) {
        characters -= items[gone]?.text.length ?? 0;
      }
      // Many at once, so that a full ring does not move all its items for each new one.
      if (gone > 0) items = items.slice(gone);
      const woken = wakers;
      wakers = new Set();
      for (const wake of woken) wake();
    },
    after(number) {
      const first = items[0]?.number ?? last + 1;
      return number + 1 < first ? undefined : items.slice(Math.max(0, number + 1 - first));
    },
    get last() {
      return last;
    },
    get before() {
      return (items[0]?.number ?? last + 1) - 1;
    },
    more: (signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve();
        const wake = () => {
          wakers.delete(wake);
          signal.removeEventListener('abort', wake);
          resolve();
        };
        wakers.add(wake);
        signal.addEventListener('abort', wake, { once: true });
      }),
  };
}
