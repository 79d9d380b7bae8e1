/** How long an engine takes, as far as this machine has seen it. */
export interface Paces {
  /** Milliseconds for a text of so many characters; undefined before the first one. */
  expectedMs(name: string, characters: number): number | undefined;
  /** What a text of so many characters takes an engine that was never measured. */
  assumedMs(characters: number): number;
  learn(name: string, durationMs: number, characters: number): void;
  /** Milliseconds a character, by name: what is kept between runs. */
  readonly known: Readonly<Record<string, number>>;
}

export interface Candidate<T> {
  readonly item: T;
  readonly expectedMs: number | undefined;
  readonly reason: string;
}

/** What is known of an engine before it is asked. */
export interface Prospect {
  /** Undefined where it was never measured on this machine. */
  readonly expectedMs: number | undefined;
  /** What an engine that was never measured is taken to need. */
  readonly assumedMs: number;
  readonly ready: boolean;
}

/** `by-deadline` for engines that were found here; `in-order` where the user named the first one. */
export type Policy = 'by-deadline' | 'in-order';

/** What an engine needs for the shortest text, in characters: a sentence of three words costs no tenth of a long one. */
const LEAST_CHARACTERS = 20;
/** A model of 1.5 B parameters on two cores: some 2 s a sentence. */
const ASSUMED_MS_A_CHARACTER = 40;

/**
 * The order in which engines are asked: those that are loaded and answer within the deadline, best first, then the
 * others, fastest first. `items` are best first, which mostly is slowest first: so between two late ones of the same
 * time, as when none was measured yet, the last one is asked. Without a deadline the best is first: nobody is waiting.
 */
export function inOrder<T>(
  items: readonly T[],
  prospectOf: (item: T) => Prospect,
  deadlineMs: number | undefined,
  policy: Policy = 'by-deadline',
): Candidate<T>[] {
  const all = items.map((item, place) => ({ item, place, ...prospectOf(item) }));
  const told = (some: typeof all, reason: string) => some.map(({ item, expectedMs }) => ({ item, expectedMs, reason }));
  if (all.length === 1) return told(all, 'the only one');
  if (policy === 'in-order') return told(all, 'the one that was named');
  if (deadlineMs === undefined) return told(all, 'the best: nobody is waiting');
  const inTime = all.filter(({ ready, expectedMs, assumedMs }) => ready && (expectedMs ?? assumedMs) <= deadlineMs);
  // So that it is measured once, one that never was is taken to be as fast as the fastest.
  const fastestMs = Math.min(...all.map(({ expectedMs, assumedMs }) => expectedMs ?? assumedMs));
  const late = all
    .filter((one) => !inTime.includes(one))
    .toSorted(
      (a, b) =>
        Number(b.ready) - Number(a.ready) ||
        (a.expectedMs ?? fastestMs) - (b.expectedMs ?? fastestMs) ||
        b.place - a.place,
    );
  return [...told(inTime, 'the best in time'), ...told(late, 'the fastest: none is in time')];
}

/** Learns from every answer: new ones count for a third, and none for more than three times what was known: it may have been the machine's sleep. */
export function createPaces(from: Readonly<Record<string, number>> = {}): Paces {
  const known: Record<string, number> = { ...from };
  return {
    known,
    expectedMs(name, characters) {
      const pace = known[name];
      return pace === undefined ? undefined : pace * Math.max(LEAST_CHARACTERS, characters);
    },
    assumedMs: (characters) => ASSUMED_MS_A_CHARACTER * Math.max(LEAST_CHARACTERS, characters),
    learn(name, durationMs, characters) {
      const measured = durationMs / Math.max(LEAST_CHARACTERS, characters);
      const before = known[name];
      known[name] = before === undefined ? measured : before + (Math.min(measured, 3 * before) - before) / 3;
    },
  };
}
