import type { Engines } from '../../app/engines.ts';
import { sleep } from '../../app/speak.ts';
import { createInterpreter } from '../../pipeline/interpreter.ts';
import { pcmMs } from '../../pipeline/speak.ts';
import type { Sentence, SourcePart } from '../../spec/parts.ts';

export interface SerialInput {
  readonly engines: Engines;
  /** The paced stream: the same parts that the road gets. */
  readonly parts: AsyncIterable<SourcePart>;
  readonly sentencer: () => { write(text: string): Sentence[]; end(): Sentence[] };
  readonly announce: (sentence: Sentence) => string;
  readonly to: string;
  readonly clock: () => number;
}

/**
 * The first design of the project, as the measure for ours: the whole message is awaited, then translated, then
 * synthesised, then played. Resolves with the time from the first message's first token to its first sound, in ms.
 */
export async function serialFirstSoundMs(input: SerialInput): Promise<number> {
  const { engines, clock, to } = input;
  const { signal } = new AbortController();
  const sentences: Sentence[] = [];
  let firstTextAtMs: number | undefined;
  let sentencer: ReturnType<SerialInput['sentencer']> | undefined;
  for await (const part of input.parts) {
    if (part.type === 'text-delta') {
      firstTextAtMs ??= clock();
      sentencer ??= input.sentencer();
      sentences.push(...sentencer.write(part.text));
    }
    if (part.type === 'text-end' && sentencer !== undefined) break;
  }
  sentences.push(...(sentencer?.end() ?? []));
  const interpreter = createInterpreter({ ...engines, to, clock, sleep });
  const texts: string[] = [];
  for (const sentence of sentences) {
    if (sentence.announce !== undefined || engines.translators.length === 0) texts.push(input.announce(sentence));
    else texts.push((await interpreter.interpret(sentence, { signal })).text);
  }
  // All of it is made before any of it is played: that is the design. So no sentence but the first has to be quick.
  let soundLeftMs = 0;
  for (const text of texts) {
    let madeMs = 0;
    for await (const pcm of engines.voice.speak(text, { speed: 1, soundLeftMs, signal })) madeMs += pcmMs(pcm);
    soundLeftMs += madeMs;
  }
  return clock() - (firstTextAtMs ?? clock());
}
