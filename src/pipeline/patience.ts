/** Where the listener and the translator are when an answer was refused. Milliseconds. */
export interface Wait {
  /** Answers that were refused. */
  readonly made: number;
  /** What the next one most likely takes: as long as the longest before. */
  readonly expectedMs: number;
  /** Since the sentence was asked for. */
  readonly goneMs: number;
  /** Sound that was left then, less what the voice needs; undefined when nobody waits. */
  readonly leftAtFirstMs: number | undefined;
  /** Sound that is left now; undefined when nobody waits. */
  readonly leftMs: number | undefined;
}

/** So long may it be silent for an answer that may be refused as well: before anything was heard, and between sentences. */
const FIRST_SILENCE_MS = 2_000;
const SILENCE_MS = 600;
/** More tries than these are only made while there is sound: what they save is not worth silence. */
const TRIES_IN_SILENCE = 2;

/** Whether a refused sentence is worth another try: it is spoken from its source otherwise. */
export function mayAskAgain({ made, expectedMs, goneMs, leftAtFirstMs, leftMs }: Wait): boolean {
  if (made === 0 || leftMs === undefined || leftAtFirstMs === undefined) return true;
  const silentMs = leftMs > 0 ? 0 : Math.max(0, goneMs - leftAtFirstMs);
  const silenceMs = silentMs + expectedMs - leftMs;
  if (silenceMs <= 0) return true;
  return made < TRIES_IN_SILENCE && silenceMs <= (leftAtFirstMs > 0 ? SILENCE_MS : FIRST_SILENCE_MS);
}
