/** Lets one at a time do something: each call resolves when it is its turn, and gives what ends that. */
export function createTurns(): () => Promise<() => void> {
  let last: Promise<unknown> = Promise.resolve();
  return async () => {
    const before = last;
    let release = () => {};
    last = new Promise<void>((resolve) => {
      release = resolve;
    });
    await before;
    return release;
  };
}
