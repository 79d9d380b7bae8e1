import type { Queue } from '../kit/queue.ts';
import { StreamTtsError } from '../spec/errors.ts';
import type { Entry } from './ledger.ts';
import type { RightOfWay } from './right-of-way.ts';
import type { Road } from './road.ts';

/** What the voice is to say for a sentence. */
export interface Utterance {
  readonly entry: Entry;
  readonly text: string;
}

/** Translates the sentences in order, one at a time, and hands them on checked. */
export async function translateAll(
  road: Road,
  { way, soundLeftMs }: { way: RightOfWay; soundLeftMs: () => number | undefined },
  sentences: Queue<Entry>,
  utterances: Queue<Utterance>,
): Promise<void> {
  for await (const entry of sentences) {
    if (entry.signal.aborted) continue;
    const text = await utteranceText(road, way, entry, soundLeftMs());
    if (text === undefined || entry.signal.aborted) continue;
    await utterances.push({ entry, text });
    await way.handOver();
  }
  utterances.close();
}

/** Undefined when the sentence was taken back meanwhile. */
async function utteranceText(
  road: Road,
  way: RightOfWay,
  { sentence, signal, spend }: Entry,
  deadlineMs: number | undefined,
): Promise<string | undefined> {
  const { sentenceId, announce, intro } = sentence;
  const { interpreter, to } = road;
  if (announce !== undefined || interpreter === undefined || sentence.language === to) {
    const text = announce === undefined ? sentence.spoken : road.announce(announce, to);
    road.emit({ type: 'translation', sentenceId, text, translator: 'none', kept: 'translation' });
    return text;
  }
  try {
    const { text, kept, translator } = await interpreter.interpret(sentence, {
      ...{ signal, deadlineMs, before: way.translator },
      onWait: (durationMs) => spend('translator', durationMs),
      onChoice: (choice) => road.emit({ type: 'choice', sentenceId, voice: road.voice.name, ...choice }),
      onTrouble: ({ message, goesOn }) => {
        const consequence =
          goesOn === 'next' ? 'another translator goes on' : 'what it cannot do is spoken as it was written';
        const trouble = {
          code: 'translator-failed',
          message: `${message}; ${consequence}.`,
          stage: 'translator',
          sentenceId,
        } as const;
        road.emit({ type: goesOn === 'next' ? 'warning' : 'error', ...trouble });
      },
    });
    const introduced = kept === 'translation' && intro !== undefined ? `${road.announce(intro, to)}${text}` : text;
    if (signal.aborted) return undefined;
    road.emit({ type: 'translation', sentenceId, text: introduced, translator, kept });
    return kept === 'translation' ? road.aloud(introduced) : introduced;
  } catch (error) {
    if (signal.aborted && !(error instanceof StreamTtsError && error.exitCode === 3)) return undefined;
    throw error;
  }
}
