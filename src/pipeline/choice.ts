/** How long an engine takes, as far as this machine has seen it. */
export interface Paces {
  /** Milliseconds for a text of so many characters; undefined before the first one. */
  expectedMs(name: string, characters: number): number | undefined;
  learn(name: string, durationMs: number, characters: number): void;
  /** Milliseconds a character, by name: what is kept between runs. */
  readonly known: Readonly<Record<string, number>>;
}

export interface Candidate<T> {
  readonly item: T;
  readonly expectedMs: number | undefined;
  readonly reason: string;
}

/** What an engine needs for the shortest text, in characters: a sentence of three words costs no tenth of a long one. */
const LEAST_CHARACTERS = 20;

/**
 * The order in which engines are asked: those that answer within the deadline, best first, then the others, fastest
 * first. `items` are best first; one whose time is not known is taken to be in time. Without a deadline the best is
 * first: nobody is waiting.
 */
export function inOrder<T>(
  items: readonly T[],
  expectedMs: (item: T) => number | undefined,
  deadlineMs: number | undefined,
): Candidate<T>[] {
  const all = items.map((item) => ({ item, expectedMs: expectedMs(item) }));
  if (all.length === 1) return all.map((one) => ({ ...one, reason: 'the only one' }));
  if (deadlineMs === undefined) return all.map((one) => ({ ...one, reason: 'the best: nobody is waiting' }));
  const inTime = all.filter((one) => (one.expectedMs ?? 0) <= deadlineMs);
  const late = all.filter((one) => !inTime.includes(one));
  return [
    ...inTime.map((one) => ({ ...one, reason: 'the best in time' })),
    ...late
      .toSorted((a, b) => (a.expectedMs ?? 0) - (b.expectedMs ?? 0))
      .map((one) => ({ ...one, reason: 'the fastest: none is in time' })),
  ];
}

/** Learns from every answer: new ones count for a third. */
export function createPaces(from: Readonly<Record<string, number>> = {}): Paces {
  const known: Record<string, number> = { ...from };
  return {
    known,
    expectedMs(name, characters) {
      const pace = known[name];
      return pace === undefined ? undefined : pace * Math.max(LEAST_CHARACTERS, characters);
    },
    learn(name, durationMs, characters) {
      const measured = durationMs / Math.max(LEAST_CHARACTERS, characters);
      const before = known[name];
      known[name] = before === undefined ? measured : before + (measured - before) / 3;
    },
  };
}
