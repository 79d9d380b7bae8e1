/** Lets one in at a time, in the order of asking. */
export function createTurnstile() {
  let last: Promise<void> = Promise.resolve();
  return {
    /** Resolves with what lets the next one in. Rejects when the signal is aborted first. */
    async enter(signal: AbortSignal): Promise<() => void> {
      let leave = () => {};
      const before = last;
      const own = new Promise<void>((resolve) => {
        leave = resolve;
      });
      last = before.then(() => own);
      await before;
      if (signal.aborted) {
        leave();
        signal.throwIfAborted();
      }
      return leave;
    },
  };
}
