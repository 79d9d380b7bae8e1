import type { Voice } from '../../spec/contracts.ts';
import type { VoiceReport } from '../voice.ts';
import { type EarOptions, hasPackages, openEar } from './ear.ts';
import { floorOf, listenTo, worst } from './listen.ts';
import { PLAIN_SENTENCES } from './plain-sentences.ts';

export interface ListeningOptions {
  readonly voices: ReadonlyArray<{ readonly name: string; readonly open: () => Voice }>;
  readonly reader: { read(text: string): { readonly kana: string } };
  readonly limit: number;
  /** `model` is undefined where whisper-base is not on this machine. */
  readonly ear: Omit<EarOptions, 'model'> & { readonly model: string | undefined };
  readonly wavDirectory: string | undefined;
  readonly signal: AbortSignal;
  readonly onProgress: (line: string) => void;
}

const WORST = 10;

/**
 * What each voice says of a hundred plain sentences is listened to: what was meant and what whisper-base heard are both
 * brought to kana by the same reader, as it chooses other kanji. The first voice's figures are the bench's. Beside them how fast and how loud each voice is.
 */
export async function benchListening(
  options: ListeningOptions,
): Promise<Omit<VoiceReport, 'rows'> & { rows: object[] }> {
  const { model, packages } = options.ear;
  const ear = model !== undefined && hasPackages(packages) ? await openEar({ model, packages }) : undefined;
  const voices: Voice[] = [];
  const failed: Array<{ engine: string; reason: string; figures: Record<string, never> }> = [];
  for (const { name, open } of options.voices) {
    try {
      const voice = open();
      await voice.warm();
      voices.push(voice);
    } catch (error) {
      const fix = error instanceof Error && 'fix' in error && error.fix ? `; type: ${error.fix}` : '';
      failed.push({ engine: name, reason: `${error instanceof Error ? error.message : error}${fix}`, figures: {} });
    }
  }
  try {
    const { reader, wavDirectory, signal, onProgress } = options;
    const clock = () => performance.now();
    const heard = await listenTo({
      ...{ voices, ear, reader, wavDirectory, clock, signal, onProgress },
      sentences: sentencesOf(options),
    });
    const levels = heard.voices.flatMap(({ figures }) => figures.loudnessLufs ?? []);
    const first = heard.voices[0]?.figures ?? {};
    return {
      figures: {
        listenBackCer: first.listenBackCer ?? null,
        listenBackFloor: ear === undefined ? null : floorOf(heard.rows),
        realTimeFactor: first.realTimeFactor ?? null,
        loudnessSpreadLu: levels.length < 2 ? null : Number((Math.max(...levels) - Math.min(...levels)).toFixed(2)),
        clippedSamples: heard.voices.reduce((sum, { figures }) => sum + (figures.clippedSamples ?? 0), 0),
      },
      notes: {
        listenBackCer:
          ear === undefined
            ? `nothing listens; type: npx stream-tts models pull whisper-base && python3 -m pip install --target ${packages} faster-whisper`
            : `${voices[0]?.name}, share of kana heard wrong by whisper-base in ${sentencesOf(options).length} sentences`,
        listenBackFloor: 'each sentence by the voice that was heard best: what the recogniser loses, at most',
        loudnessSpreadLu: 'between the loudest and the softest of these voices',
      },
      engines: [...heard.voices, ...failed],
      rows: heard.voices.flatMap(({ engine }) =>
        worst(
          heard.rows.filter(({ voice }) => voice === engine),
          WORST,
        ),
      ),
    };
  } finally {
    await ear?.close();
    await Promise.all(voices.map((voice) => voice.dispose()));
  }
}

/** Evenly spread over the whole list. */
function sentencesOf({ reader, limit }: Pick<ListeningOptions, 'reader' | 'limit'>) {
  const step = Math.max(1, Math.ceil(PLAIN_SENTENCES.length / limit));
  return PLAIN_SENTENCES.filter((_, i) => i % step === 0).map((text) => ({ text, kana: reader.read(text).kana }));
}
