import type { Event } from '../spec/events.ts';

/** What became of a sentence. */
export interface LogEntry {
  /** ISO 8601. */
  readonly at: string;
  readonly sessionId: string;
  readonly name: string;
  readonly text: string;
  readonly translation: string;
  readonly outcome: Extract<Event, { type: 'sentence-end' }>['outcome'];
  readonly reason?: string;
}

/** The last sentences of all sessions, oldest first; only in memory. */
export function createLog(limit: number) {
  let entries: LogEntry[] = [];
  return {
    add(entry: LogEntry): void {
      entries = [...entries.slice(1 - limit), entry];
    },
    last: (count: number): readonly LogEntry[] => entries.slice(-count),
  };
}

export type Log = ReturnType<typeof createLog>;
