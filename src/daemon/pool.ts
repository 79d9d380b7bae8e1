import type { Translator, Voice } from '../spec/contracts.ts';
import { createTurnstile } from './turnstile.ts';

/** What sessions share: engines of the same settings are loaded once. */
export interface Loan<E> {
  readonly engines: E;
  /** The session needs them no more. */
  giveBack(): void;
}

interface Shareable {
  readonly voice: Voice;
  readonly translators: readonly Translator[];
  dispose(): Promise<void>;
}

interface Held<E> {
  readonly engines: E;
  users: number;
  sinceMs: number;
}

export interface PoolOptions {
  readonly clock: () => number;
  /** Engines that nobody uses are unloaded after so long; 0 is never. */
  readonly idleMs: number;
}

/** Lends engines by a key that says all that tells them apart. */
export function createPool<E extends Shareable>({ clock, idleMs }: PoolOptions) {
  const held = new Map<string, Held<E>>();

  return {
    /** Throws what opening the engines throws. */
    lend(key: string, make: () => E): Loan<E> {
      const known = held.get(key) ?? { engines: shared(make()), users: 0, sinceMs: clock() };
      held.set(key, known);
      known.users += 1;
      return {
        engines: known.engines,
        giveBack() {
          known.users -= 1;
          known.sinceMs = clock();
        },
      };
    },
    /** Unloads what has been idle for too long. */
    async sweep(): Promise<void> {
      if (idleMs === 0) return;
      for (const [key, { engines, users, sinceMs }] of held) {
        if (users > 0 || clock() - sinceMs < idleMs) continue;
        held.delete(key);
        await engines.dispose();
      }
    },
    /** Names of what is loaded. */
    names(): string[] {
      return [...held.values()].flatMap(({ engines }) => [
        ...engines.translators.map(({ name }) => name),
        engines.voice.name,
      ]);
    },
    async dispose(): Promise<void> {
      const all = [...held.values()];
      held.clear();
      await Promise.all(all.map(({ engines }) => engines.dispose()));
    },
  };
}

/** The same engines for many at once: a translation is made whole, a voice makes one piece after the other. */
function shared<E extends Shareable>(engines: E): E {
  return { ...engines, translators: engines.translators.map(sharedTranslator), voice: sharedVoice(engines.voice) };
}

function sharedTranslator(translator: Translator): Translator {
  const turnstile = createTurnstile();
  return {
    ...translator,
    // Known only when it has been loaded.
    get device() {
      return translator.device;
    },
    async *translate(sentence, options) {
      const leave = await turnstile.enter(options.signal);
      try {
        yield* translator.translate(sentence, options);
      } finally {
        leave();
      }
    },
  };
}

/** A sentence that waits for room in its queue must not keep the voice from the others. */
function sharedVoice(voice: Voice): Voice {
  const turnstile = createTurnstile();
  return {
    ...voice,
    async *speak(text, options) {
      const pieces = voice.speak(text, options)[Symbol.asyncIterator]();
      try {
        for (;;) {
          const leave = await turnstile.enter(options.signal);
          const result = await pieces.next().finally(leave);
          if (result.done) return;
          yield result.value;
        }
      } finally {
        await pieces.return?.();
      }
    },
  };
}

export type Pool<E extends Shareable> = ReturnType<typeof createPool<E>>;
