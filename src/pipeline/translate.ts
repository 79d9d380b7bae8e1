import type { Queue } from '../kit/queue.ts';
import type { Said } from '../spec/contracts.ts';
import { StreamTtsError } from '../spec/errors.ts';
import type { Lead } from './lead.ts';
import type { Entry } from './ledger.ts';
import type { RightOfWay } from './right-of-way.ts';
import type { Road } from './road.ts';
import { saidAfter } from './said.ts';

/** What the voice is to say for a sentence: all of it, or a piece that another one follows. */
export interface Utterance {
  readonly entry: Entry;
  readonly text: string;
  /** BCP 47. */
  readonly language: string;
  /** What is still to come of this sentence: after how long, and about how many characters; none where all is said, most likely. */
  readonly rest?: { readonly restMs: number; readonly characters: number };
}

interface Traffic {
  readonly way: RightOfWay;
  readonly lead: Lead;
  readonly soundLeftMs: () => number | undefined;
}

/** Translates the sentences in order, one at a time, and hands them on checked. */
export async function translateAll(
  road: Road,
  traffic: Traffic,
  sentences: AsyncIterable<Entry>,
  utterances: Queue<Utterance>,
): Promise<void> {
  const { way } = traffic;
  /** What was translated last, across turns: the session's terms stay the same. */
  let said: readonly Said[] = [];
  for await (const entry of sentences) {
    if (entry.signal.aborted) continue;
    const hand = async (piece: Omit<Utterance, 'entry'>) => {
      if (entry.signal.aborted) return;
      await utterances.push({ entry, ...piece });
      await way.handOver();
    };
    said = (await translateOne(road, traffic, { entry, said }, hand)) ?? said;
  }
  utterances.close();
}

type Hand = (piece: Omit<Utterance, 'entry'>) => Promise<void>;

/** What was said before the next sentence, where that has changed. Hands nothing more on when the sentence was taken back meanwhile. */
async function translateOne(
  road: Road,
  { way, lead, soundLeftMs }: Traffic,
  { entry, said }: { entry: Entry; said: readonly Said[] },
  hand: Hand,
): Promise<readonly Said[] | undefined> {
  const { sentence, signal, spend } = entry;
  const { sentenceId, announce, intro, language } = sentence;
  const { interpreter, to } = road;
  if (announce !== undefined || interpreter === undefined || language === to) {
    const text = announce === undefined ? sentence.spoken : road.announce(announce, to);
    road.emit({ type: 'translation', sentenceId, text, translator: 'none', kept: 'translation' });
    await hand({ text, language: announce === undefined ? language : to });
    return undefined;
  }
  const led = (text: string) => (intro === undefined ? text : `${road.announce(intro, to)}${text}`);
  let isBegun = false;
  let asked = '';
  let told: string | undefined;
  const tell = (text: string, translator: string) => {
    if (text !== told) road.emit({ type: 'translation', sentenceId, text, translator, kept: 'translation' });
    told = text;
  };
  try {
    const { text, kept, translator, early } = await interpreter.interpret(sentence, {
      ...{ signal, deadlineMs: lead.deadlineMs(soundLeftMs()), context: said, before: way.translator },
      onWait: (durationMs) => spend(isBegun ? 'translatorRest' : 'translator', durationMs),
      onChoice: (choice) => {
        asked = choice.translator;
        const reason = road.voice.reason ? `${choice.reason}; the voice: ${road.voice.reason}` : choice.reason;
        road.emit({ type: 'choice', sentenceId, voice: road.voice.name, ...choice, reason });
      },
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
      soundLeftMs,
      crowded: road.crowded,
      onClause: async (clause, rest) => {
        isBegun = true;
        if (rest.characters === 0) tell(led(clause), asked);
        await hand({ text: road.aloud(led(clause)), language: to, rest });
      },
    });
    if (signal.aborted) return undefined;
    if (kept === 'translation') {
      tell(led(text), translator);
      await hand({ text: road.aloud(isBegun ? text.slice(early.length) : led(text)), language: to });
      return saidAfter(said, sentence.text, { text, kept });
    }
    if (isBegun) {
      const message = 'The rest of a sentence could not be translated; all of it is spoken as it was written.';
      road.emit({ type: 'warning', code: 'clause-broken-off', message, stage: 'translator', sentenceId });
    }
    road.emit({ type: 'translation', sentenceId, text, translator, kept });
    await hand({
      text: road.announce({ key: 'original' }, to),
      language: to,
      rest: { restMs: 0, characters: text.length },
    });
    await hand({ text, language });
    return undefined;
  } catch (error) {
    if (signal.aborted && !(error instanceof StreamTtsError && error.exitCode === 3)) return undefined;
    throw error;
  }
}
