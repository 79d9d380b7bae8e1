import { SHARED_CORES } from '../app/cores.ts';
import { sleep } from '../app/speak.ts';
import { createSilentPlayer } from '../engines/players/silent.ts';
import { createInterpreter, type InterpreterOptions } from '../pipeline/interpreter.ts';
import { runRoad } from '../pipeline/run.ts';
import type { Translator, Voice } from '../spec/contracts.ts';
import type { SourcePart } from '../spec/parts.ts';
import { renderAnnouncement } from '../text/announce.ts';
import { createSentencer } from '../text/sentencer.ts';

export interface HandoverInput extends Omit<InterpreterOptions, 'translators' | 'clock'> {
  /** What an agent wrote, a message each. */
  readonly sources: readonly string[];
}

const RATE_HZ = 24_000;

/**
 * How long the road takes from the last token of a clause, or of a whole sentence, to the voice that is to say it; in
 * milliseconds, one for each text that the voice was given. The whole road runs; the voice only notes the time.
 */
export async function handoversMs(translators: readonly Translator[], input: HandoverInput): Promise<number[]> {
  const { sources, ...parts } = input;
  const clock = () => performance.now();
  const times: number[] = [];
  let lastTokenAtMs: number | undefined;
  const noted = translators.map(
    (translator): Translator => ({
      ...translator,
      async *translate(sentence, options) {
        for await (const piece of translator.translate(sentence, options)) {
          lastTokenAtMs = clock();
          yield piece;
        }
        lastTokenAtMs = clock();
      },
    }),
  );
  const voice: Voice = {
    ...{ name: 'none', languages: ['ja', 'en'], sampleRateHz: RATE_HZ },
    async warm() {},
    async *speak() {
      if (lastTokenAtMs !== undefined) times.push(clock() - lastTokenAtMs);
      lastTokenAtMs = undefined;
      yield { samples: new Float32Array(RATE_HZ / 100), sampleRateHz: RATE_HZ };
    },
    async dispose() {},
  };
  let id = 0;
  const nextId = () => {
    id += 1;
    return `s${id}`;
  };
  const player = createSilentPlayer({ sampleRateHz: RATE_HZ });
  // One message at a time, so that the voice always waits for the translator.
  for (const source of sources) {
    await runRoad(
      {
        sentencer: (messageId) => createSentencer({ nextId, messageId, code: 'read' }),
        aloud: (text) => text,
        announce: renderAnnouncement,
        interpreter: createInterpreter({ ...parts, translators: noted, clock }),
        ...{ voice, player, to: parts.to, speed: () => 1, sharedCores: SHARED_CORES, clock, sleep: (ms) => sleep(ms) },
        ...{ pauseMs: 0, emit: () => {}, signal: new AbortController().signal },
      },
      message(source),
    );
  }
  await player.dispose();
  return times;
}

async function* message(text: string): AsyncGenerator<SourcePart> {
  yield { type: 'text-start', messageId: '' };
  yield { type: 'text-delta', text };
  yield { type: 'text-end' };
}
