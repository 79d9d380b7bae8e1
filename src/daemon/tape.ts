/** A sentence of a session. */
export interface Key {
  readonly sessionId: string;
  readonly sentenceId: string;
}

/** Sound of one sentence. */
export interface Piece {
  /** One object for each sentence: pieces are told apart by it. */
  readonly key: Key;
  readonly samples: Float32Array;
  /** Samples of the sentence before these. */
  readonly at: number;
}

/** Sentences that can be said again. */
const KEPT_SENTENCES = 3;

/**
 * The sound that was sent to a player, not all of it heard, and the sound that waits. What comes back from the player
 * waits again in its place, so that nothing is lost or heard twice.
 */
export function createTape() {
  let sent: Piece[] = [];
  let waiting: Piece[] = [];

  /** What is kept of what was sent: the last sentences. */
  function forget(): void {
    const keys = new Set<Key>();
    for (let at = sent.length - 1; at >= 0; at -= 1) {
      const key = sent[at]?.key;
      if (key !== undefined) keys.add(key);
      if (keys.size > KEPT_SENTENCES) {
        sent = sent.slice(at + 1);
        return;
      }
    }
  }

  return {
    add: (piece: Piece) => void waiting.push(piece),
    /** Before all that waits. */
    insert(pieces: readonly Piece[]): void {
      waiting = [...pieces, ...waiting];
    },
    /** The next piece, which counts as sent from here on. */
    next(): Piece | undefined {
      const piece = waiting.shift();
      if (piece === undefined) return undefined;
      sent.push(piece);
      forget();
      return piece;
    },
    /** The last `count` samples that were sent wait again. */
    takeBack(count: number): void {
      let left = count;
      while (left > 0) {
        const piece = sent.pop();
        if (piece === undefined) return;
        const { key, samples, at } = piece;
        const stays = Math.max(0, samples.length - left);
        if (stays > 0) sent.push({ key, samples: samples.subarray(0, stays), at });
        waiting.unshift({ key, samples: samples.subarray(stays), at: at + stays });
        left -= samples.length;
      }
    },
    /** The sentence that was sent last waits again, from its beginning. */
    again(): Key | undefined {
      const key = sent.at(-1)?.key;
      if (key === undefined) return undefined;
      waiting = [...sent.filter((piece) => piece.key === key), ...waiting];
      sent = sent.filter((piece) => piece.key !== key);
      return key;
    },
    /** A sentence and all that was sent after it wait again. Returns how many samples these are. */
    backTo(key: Key | undefined): number {
      const from = sent.findIndex((piece) => piece.key === key);
      if (from < 0) return 0;
      const back = sent.splice(from);
      waiting = [...back, ...waiting];
      return samplesIn(back);
    },
    /** The sentences that match do not wait any more. Returns those. */
    drop(match: (key: Key) => boolean): Key[] {
      const dropped = new Set(waiting.map(({ key }) => key).filter(match));
      waiting = waiting.filter(({ key }) => !dropped.has(key));
      return [...dropped];
    },
    /** The sentence of the sample that was sent so many samples ago. */
    sentBefore(count: number): Key | undefined {
      let left = count;
      for (let at = sent.length - 1; at >= 0; at -= 1) {
        left -= sent[at]?.samples.length ?? 0;
        if (left < 0) return sent[at]?.key;
      }
      return sent[0]?.key;
    },
    /** True when some of the last `count` samples that were sent are of a sentence that matches. */
    sentLately(count: number, match: (key: Key) => boolean): boolean {
      let left = count;
      for (let at = sent.length - 1; at >= 0 && left > 0; at -= 1) {
        const piece = sent[at];
        if (piece !== undefined && match(piece.key)) return true;
        left -= piece?.samples.length ?? 0;
      }
      return false;
    },
    /** How many samples were sent after the last one of a sentence. */
    sentAfter(match: (key: Key) => boolean): number {
      return samplesIn(sent.slice(sent.findLastIndex(({ key }) => match(key)) + 1));
    },
    waits: (match: (key: Key) => boolean) => waiting.some(({ key }) => match(key)),
    get first(): Key | undefined {
      return waiting[0]?.key;
    },
    get waitingSamples(): number {
      return samplesIn(waiting);
    },
  };
}

export type Tape = ReturnType<typeof createTape>;

function samplesIn(pieces: readonly Piece[]): number {
  return pieces.reduce((sum, { samples }) => sum + samples.length, 0);
}
