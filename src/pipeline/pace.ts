import type { SourcePart } from '../spec/parts.ts';

export interface PaceOptions {
  readonly tokensPerSecond: number;
  readonly clock: () => number;
  readonly sleep: (durationMs: number) => Promise<unknown>;
}

/** English prose has about four characters to a token. */
export const CHARACTERS_PER_TOKEN = 4;
/** A recorded pause (a tool at work) is replayed up to this long. */
const LONGEST_PAUSE_MS = 10_000;

/**
 * Replays a recording as an agent would have written it: prose, thinking and tool input a token at a time, and the
 * pauses between lines that carry a time.
 */
export async function* paced(parts: AsyncIterable<SourcePart>, options: PaceOptions): AsyncGenerator<SourcePart> {
  const { tokensPerSecond, clock, sleep } = options;
  const characterMs = 1000 / (tokensPerSecond * CHARACTERS_PER_TOKEN);
  let dueMs = clock();
  let recordedAtMs: number | undefined;
  let dueAtRecord = 0;

  async function wait(durationMs: number): Promise<void> {
    dueMs += durationMs;
    const missingMs = dueMs - clock();
    if (missingMs > 0) await sleep(missingMs);
  }

  for await (const part of parts) {
    if (part.type === 'text-delta') {
      for (const piece of tokens(part.text)) {
        await wait(piece.length * characterMs);
        yield { type: 'text-delta', text: piece };
      }
      continue;
    }
    if (part.type === 'unspoken') await wait(part.characters * characterMs);
    if (part.type === 'timestamp') {
      if (recordedAtMs !== undefined) {
        const pauseMs = Math.min(part.atMs - recordedAtMs, LONGEST_PAUSE_MS) - (dueMs - dueAtRecord);
        if (pauseMs > 0) await wait(pauseMs);
      }
      recordedAtMs = part.atMs;
      dueAtRecord = dueMs;
    }
    yield part;
  }
}

/** The pieces that it comes in, all but the last of `CHARACTERS_PER_TOKEN`. */
export function tokens(text: string): string[] {
  return text.match(/.{1,4}/gsu) ?? [];
}
