import type { SourcePart } from '../../spec/parts.ts';

const MAX_KINDS = 100;
const MAX_KIND_LENGTH = 60;

export interface Tally {
  count(kind: string): void;
  /** One `ignored` part a kind, in the order of first sight; then the count starts anew. */
  take(): SourcePart[];
}

/** Counts what was read and not known. Kinds come from outside, so their number and their length are bounded. */
export function createTally(format: string): Tally {
  const counts = new Map<string, number>();
  return {
    count(kind) {
      const short = kind.slice(0, MAX_KIND_LENGTH);
      const key = counts.has(short) || counts.size < MAX_KINDS ? short : 'other';
      counts.set(key, (counts.get(key) ?? 0) + 1);
    },
    take() {
      const parts = [...counts].map(([kind, count]): SourcePart => ({ type: 'ignored', format, kind, count }));
      counts.clear();
      return parts;
    },
  };
}
