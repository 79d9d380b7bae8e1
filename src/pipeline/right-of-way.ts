/**
 * Two engines that share few cores make each other much slower than one after the other: their threads wait for each
 * other by spinning. So while the voice makes a piece, the translator of the next sentence stops between two tokens.
 * The voice needs nothing of the kind: it can only run ahead by what is translated already.
 * `tick` resolves in the next task.
 */
export function createRightOfWay(shared: boolean, tick: () => Promise<unknown>) {
  let working: Promise<void> | undefined;

  return {
    /** Resolves when the voice has had the time to take up what was just translated. */
    async handOver(): Promise<void> {
      if (shared) await tick();
    },
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
      // After a piece the voice takes up the next one within the same task, so look again in the next.
      while (shared && working !== undefined) {
        await working;
        await tick();
      }
    },
  };
}

export type RightOfWay = ReturnType<typeof createRightOfWay>;
