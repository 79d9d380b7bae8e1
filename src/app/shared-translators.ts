import type { Translator } from '../spec/contracts.ts';

interface Held {
  readonly translator: Translator;
  users: number;
}

/** Gives everybody who asks by the same key the same translator, loaded once; the last who disposes of it unloads it. */
export function createSharedTranslators() {
  const held = new Map<string, Held>();

  return (key: string, create: () => Translator): Translator => {
    const one = held.get(key) ?? { translator: create(), users: 0 };
    held.set(key, one);
    one.users += 1;
    let isDisposed = false;
    return {
      ...one.translator,
      // Known only when it has been loaded.
      get device() {
        return one.translator.device;
      },
      async dispose() {
        if (isDisposed) return;
        isDisposed = true;
        one.users -= 1;
        if (one.users > 0) return;
        held.delete(key);
        await one.translator.dispose();
      },
    };
  };
}
