/** So much input is kept to be said again. */
const KEPT_BYTES = 16 * 2 ** 20;

/**
 * An input that can be read again from its beginning while more of it comes. `isWhole` is false when it has grown too
 * large to be kept.
 */
export function createReplay(input: AsyncIterable<Uint8Array>) {
  const iterator = input[Symbol.asyncIterator]();
  let kept: Uint8Array[] = [];
  let bytes = 0;
  let isWhole = true;
  let isOver = false;
  let asked: Promise<IteratorResult<Uint8Array>> | undefined;

  /** One more chunk is kept; whoever waits for it shares the wait. */
  async function more(): Promise<void> {
    asked ??= iterator.next();
    const own = asked;
    const result = await own;
    if (asked !== own) return;
    asked = undefined;
    if (result.done) isOver = true;
    else {
      kept.push(result.value);
      bytes += result.value.length;
    }
  }

  return {
    async *read(): AsyncGenerator<Uint8Array> {
      for (let at = 0; ; ) {
        const chunk = kept[at];
        if (chunk !== undefined) {
          at += 1;
          yield chunk;
        } else if (isOver) return;
        else {
          if (bytes > KEPT_BYTES) {
            isWhole = false;
            kept = [];
            bytes = 0;
            at = 0;
          }
          await more();
        }
      }
    },
    get isWhole() {
      return isWhole;
    },
  };
}
