import { joinSamples } from '../kit/join-samples.ts';
import type { SoundMemory, Voice } from '../spec/contracts.ts';
import type { Pcm } from '../spec/parts.ts';

/** The same voice; what it said to its end before, at the same speed, it gives at once. `variant` as in SoundKey. */
export function createRememberedVoice(voice: Voice, memory: SoundMemory, variant: string): Voice {
  return {
    ...voice,
    async *speak(text, options) {
      const { speed, language, signal } = options;
      if (signal.aborted) return;
      const key = { voice: voice.name, text, speed, variant, ...(language !== undefined && { language }) };
      const known = await memory.get(key);
      if (signal.aborted) return;
      if (known !== undefined && known.sampleRateHz === voice.sampleRateHz) {
        yield { ...known, remaining: { nextMs: 0, totalMs: 0 } };
        return;
      }
      const pieces: Pcm[] = [];
      for await (const pcm of voice.speak(text, options)) {
        pieces.push(pcm);
        yield pcm;
      }
      if (!signal.aborted) {
        const samples = joinSamples(pieces.map((piece) => piece.samples));
        memory.put(key, { samples, sampleRateHz: voice.sampleRateHz });
      }
    },
  };
}
