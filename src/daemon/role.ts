import type { SpeakOptions, Voice } from '../spec/contracts.ts';
import type { Pcm } from '../spec/parts.ts';
import { createResampler } from './resample.ts';

/** One part that is played by one voice after the other. */
export interface Role {
  readonly voice: Voice;
  /** From the next sentence on that is not begun. */
  play(by: Voice): void;
}

/**
 * A voice whose place another one can take while it speaks. What belongs to one signal is one sentence: who began it
 * ends it. The rate stays that of the first.
 */
export function createRole(first: Voice): Role {
  const { sampleRateHz } = first;
  const begun = new WeakMap<AbortSignal, Voice>();
  let current = first;

  return {
    voice: {
      get name() {
        return current.name;
      },
      get languages() {
        return current.languages;
      },
      get reason() {
        return current.reason;
      },
      get credit() {
        return current.credit;
      },
      sampleRateHz,
      warm: (options) => current.warm(options),
      speak(text: string, options: SpeakOptions) {
        const voice = begun.get(options.signal) ?? current;
        begun.set(options.signal, voice);
        const pieces = voice.speak(text, options);
        return voice.sampleRateHz === sampleRateHz ? pieces : atRate(pieces, sampleRateHz);
      },
      dispose: () => first.dispose(),
    },
    play(by) {
      current = by;
    },
  };
}

async function* atRate(pieces: AsyncIterable<Pcm>, toHz: number): AsyncGenerator<Pcm> {
  let resample: ReturnType<typeof createResampler> | undefined;
  for await (const { samples, sampleRateHz, says, ...pcm } of pieces) {
    resample ??= createResampler(sampleRateHz, toHz);
    const moved = says?.map(({ at, text }) => ({ at: Math.round((at * toHz) / sampleRateHz), text }));
    yield { ...pcm, samples: resample(samples), sampleRateHz: toHz, ...(moved && { says: moved }) };
  }
}
