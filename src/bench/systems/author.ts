import type { SystemRow } from './index.ts';

/** A figure that the author of the four systems stated, and where ours of the same kind is found. */
export interface AuthorFigure {
  readonly system: SystemRow['system'];
  readonly what: string;
  readonly stated: string;
  /** Undefined where we have nothing of the kind. */
  readonly ours?: (rows: Rows) => string | undefined;
  /** Why there is none of ours. */
  readonly reason?: string;
}

export interface Rows {
  /** The author's sentence. */
  readonly warm: SystemRow | undefined;
  readonly cold: SystemRow | undefined;
  readonly sizes: Sizes;
}

/** Of files that `npm run pack` makes and of the program's own, in bytes; absent where they were not made. */
export interface Sizes {
  readonly thin?: number | undefined;
  readonly executable?: number | undefined;
  readonly program?: number | undefined;
}

const ms = (value: number | null | undefined) =>
  value == null ? undefined : `${Math.round(value).toLocaleString('en')} ms`;
const size = (bytes: number | undefined) => {
  if (bytes === undefined) return undefined;
  return bytes < 1e6 ? `${Math.round(bytes / 1e3)} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
};

export const AUTHOR_FIGURES: readonly AuthorFigure[] = [
  {
    system: 'workers',
    what: 'translation, a sentence',
    stated: '100–180 ms',
    ours: ({ warm }) => ms(warm?.translationMs),
  },
  { system: 'workers', what: 'speech, a sentence', stated: '440–460 ms', ours: ({ warm }) => ms(warm?.speechMs) },
  { system: 'workers', what: 'total, a sentence', stated: '550–630 ms', ours: ({ warm }) => ms(warm?.totalMs) },
  {
    system: 'workers',
    what: 'the program, without its runtime',
    stated: '4.8 MB',
    ours: ({ sizes }) => size(sizes.program),
  },
  {
    ...{ system: 'thin', what: 'total, a sentence', stated: '595 ms' },
    ours: ({ cold }) => (cold?.totalMs == null ? undefined : `${ms(cold.totalMs)}, its workers' start in it`),
  },
  {
    ...{ system: 'thin', what: 'the coordinator, without its runtime', stated: '131 KB' },
    ours: ({ sizes }) => size(sizes.thin),
    reason: 'npm run pack makes it',
  },
  { system: 'pure', what: 'load', stated: '20–30 s', ours: ({ cold }) => ms(cold?.loadMs) },
  { system: 'pure', what: 'first inference', stated: '1–2 s', ours: ({ cold }) => ms(cold?.translationMs) },
  { system: 'pure', what: 'translation, cold', stated: '500–2,000 ms', ours: ({ cold }) => ms(cold?.translationMs) },
  { system: 'pure', what: 'translation, warm', stated: '100–300 ms', ours: ({ warm }) => ms(warm?.translationMs) },
  { system: 'pure', what: 'speech', stated: '300–500 ms', ours: ({ warm }) => ms(warm?.speechMs) },
  { system: 'pure', what: 'total, a sentence', stated: '400–800 ms (expected)', ours: ({ warm }) => ms(warm?.totalMs) },
  {
    ...{ system: 'pure', what: 'memory', stated: '3.8 GB' },
    ours: ({ warm }) => (warm?.peakMB == null ? undefined : `${(warm.peakMB / 1000).toFixed(1)} GB`),
  },
  {
    ...{ system: 'pure', what: 'the binary', stated: '166 KB' },
    ours: ({ sizes }) => size(sizes.executable),
    reason: 'npm run pack makes the executable; it has Node and the native libraries in it',
  },
  {
    system: 'hybrid',
    what: 'total, a sentence, first step',
    stated: '250–400 ms',
    ours: ({ warm }) => ms(warm?.totalMs),
  },
  { system: 'hybrid', what: 'first sound', stated: '< 300 ms', ours: ({ warm }) => ms(warm?.firstSoundMs) },
  { system: 'hybrid', what: 'first sound, ultimately', stated: '< 200 ms', ours: ({ warm }) => ms(warm?.firstSoundMs) },
];
