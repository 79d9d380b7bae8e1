import type { Translator } from '../spec/contracts.ts';

/** One engine at its work: whether it is loaded, and whether it rests after failures. */
export interface Seat {
  readonly translator: Translator;
  /** Loaded, as far as is known; one that has failed is not. */
  readonly ready: boolean;
  /** True when it has answered once. */
  readonly proven: boolean;
  readonly rests: boolean;
  /** Since when it has been loading; undefined when it is not. */
  readonly loadingSinceMs: number | undefined;
  /** Loads what is not loaded, or lost; at once where all is there. */
  load(): Promise<void>;
  succeed(): void;
  /** True when this is news: the first failure since it last answered. */
  fail(severity: 'once' | 'hangs' | 'loads'): boolean;
}

export interface SeatOptions {
  readonly clock: () => number;
  /** An engine that others can stand in for rests from its first failure on, else from its second. */
  readonly company: boolean;
}

/** How long an engine that failed is not asked; twice as long after each further failure. */
const REST_MS = 5_000;
const LONGEST_REST_MS = 300_000;

export function createSeat(translator: Translator, { clock, company }: SeatOptions): Seat {
  const patience = company ? 1 : 2;
  let loading: Promise<void> | undefined;
  let loadingSinceMs: number | undefined;
  let ready = false;
  let proven = false;
  let told = false;
  let failures = 0;
  let restsUntilMs = Number.NEGATIVE_INFINITY;

  return {
    translator,
    get ready() {
      return ready;
    },
    get proven() {
      return proven;
    },
    get rests() {
      return restsUntilMs > clock();
    },
    get loadingSinceMs() {
      return loadingSinceMs;
    },
    load() {
      if (loading !== undefined) return loading;
      loadingSinceMs = clock();
      const end = (loaded: boolean) => {
        ready = loaded;
        loading = undefined;
        loadingSinceMs = undefined;
      };
      loading = translator.warm();
      loading.then(
        () => end(true),
        () => end(false),
      );
      return loading;
    },
    succeed() {
      proven = true;
      told = false;
      failures = 0;
    },
    fail(severity) {
      // What is loading still will be ready at any time.
      if (severity !== 'loads') {
        ready = false;
        failures += severity === 'hangs' ? 2 : 1;
        if (failures >= patience) {
          restsUntilMs = clock() + Math.min(LONGEST_REST_MS, REST_MS * 2 ** (failures - patience));
        }
      }
      const isNews = !told;
      told = true;
      return isNews;
    },
  };
}
