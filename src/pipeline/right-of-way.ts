/**
 * Two engines on few cores make each other slow. While the voice works and little sound is ahead, it has the right of
 * way: the translator of the next sentence stops between two tokens until the piece is made. With sound enough ahead
 * both work side by side, which uses the machine best.
 */
export function createRightOfWay(soundAheadMs: () => number) {
  let working: Promise<void> | undefined;

  return {
    /** Marks the time in which the voice makes one piece. */
    async voice<T>(piece: Promise<T>): Promise<T> {
      let done = () => {};
      working = new Promise<void>((resolve) => {
        done = resolve;
      });
      try {
        return await piece;
      } finally {
        working = undefined;
        done();
      }
    },
    /** Resolves when the translator may go on. */
    async translator(): Promise<void> {
      while (working !== undefined && soundAheadMs() < ENOUGH_MS) await working;
    },
  };
}

/** About the time that a short sentence takes to be translated and to begin to sound on two cores. */
const ENOUGH_MS = 2500;

export type RightOfWay = ReturnType<typeof createRightOfWay>;
