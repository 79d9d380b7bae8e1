import type { SourcePart } from '../spec/parts.ts';

/** Who is heard by way of the proxy, before the warm process has it. */
export interface Listener {
  /** Parts of one session's stream, in order. Returns at once and never throws. */
  hear(sessionId: string, parts: readonly SourcePart[]): void;
}
