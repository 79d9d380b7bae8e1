import { readFileSync } from 'node:fs';
import type { KokoroFiles } from '../../engines/voices/kokoro/model.ts';
import { createSessions } from '../../engines/voices/kokoro/session.ts';
import {
  createKokoroVoice,
  KOKORO_VOICES,
  type KokoroOptions,
  type KokoroVoiceName,
  languageOf,
} from '../../engines/voices/kokoro.ts';
import type { Store } from '../../models/store.ts';
import { createEnglishReader, type EnglishReader } from '../../reading/english/reader.ts';
import type { Voice } from '../../spec/contracts.ts';
import { THREADS } from '../cores.ts';
import { DICTIONARY, readerOf } from '../reader.ts';
import type { Settings } from '../settings.ts';
import { missingModels, requireModels } from '../store.ts';
import { usage } from '../usage.ts';
import { availability, type VoiceContext, type VoiceListing, type VoicePlan } from './plan.ts';

export const KOKORO = 'kokoro-82m';
export const ENGLISH = 'kokoro-english';

/** All voices of this process share what is loaded of the model. */
const sessions = createSessions();

/** What each language needs; the other one is spoken too where all of its models are here. */
export const KOKORO_MODELS = { ja: [KOKORO, DICTIONARY], en: [KOKORO, ENGLISH] } as const;

/** Without a name the voice of the language spoken. Throws (exit code 2) on a voice that Kokoro does not have. */
export function planKokoro(name: string | undefined, { settings, store }: VoiceContext): VoicePlan {
  const voice = known(name ?? (settings.to === 'en' ? 'af_heart' : 'jf_alpha'));
  const language = languageOf(voice);
  const can = (other: keyof typeof KOKORO_MODELS) =>
    other === language || missingModels(store, KOKORO_MODELS[other]).length === 0;
  return {
    name: `kokoro:${voice}`,
    languages: [language],
    models: KOKORO_MODELS[language],
    create: () =>
      createKokoroVoice({
        files: kokoroFiles(store, settings),
        voice,
        threads: THREADS,
        sessions,
        reader: can('ja') ? readerOf(store, settings) : undefined,
        english: can('en') ? englishReaderOf(store) : undefined,
      }),
  };
}

/** The reader of English; its dictionary, some 40 MB in memory, is read from the disk when it is first needed. */
function englishReaderOf(store: Store): EnglishReader {
  let reader: EnglishReader | undefined;
  return {
    read(text) {
      reader ??= createEnglishReader(readFileSync(store.file(ENGLISH, 'us_gold.json'), 'utf8'));
      return reader.read(text);
    },
  };
}

/** Whether one of its voices speaks this language (BCP 47). */
export function hasKokoroVoice(to: string): boolean {
  return Object.keys(KOKORO_MODELS).includes(to.split('-')[0] ?? to);
}

export function listKokoro(context: Pick<VoiceContext, 'store' | 'env'>): VoiceListing[] {
  return KOKORO_VOICES.map((name) => ({
    name,
    voice: `kokoro:${name}`,
    language: languageOf(name),
    ...availability(context, KOKORO_MODELS[languageOf(name)]),
    credit: 'Kokoro-82M, Apache-2.0',
  }));
}

export function kokoroFiles(store: Store, { kokoroGraph }: Pick<Settings, 'kokoroGraph'>): KokoroFiles {
  const { files } = store.require(KOKORO);
  const found = (part: string) => Object.entries(files).find(([file]) => file.includes(part))?.[1];
  const [whole, front, generator] = ['float-conv', '.front.', '.generator.'].map(found);
  const { 'vocab.json': vocab, 'voices_ja.npz': voices } = files;
  if (!whole || !front || !generator || !vocab || !voices) {
    throw new Error('the catalogue entry of kokoro-82m lacks a file');
  }
  const graphs = kokoroGraph === 'whole' ? { whole } : { whole, front, generator };
  return { graphs, vocab, voices, english: store.dir(ENGLISH) };
}

/** Kokoro's first voice, told how to make its sound: for the bench. */
export function openKokoro(
  settings: Settings,
  store: Store,
  how: Pick<KokoroOptions, 'firstTokens' | 'windows'>,
): Voice {
  requireModels(store, KOKORO_MODELS.ja);
  const reader = readerOf(store, settings);
  return createKokoroVoice({
    files: kokoroFiles(store, settings),
    voice: 'jf_alpha',
    threads: THREADS,
    sessions,
    reader,
    ...how,
  });
}

function known(name: string): KokoroVoiceName {
  const voice = KOKORO_VOICES.find((one) => one === name);
  if (voice === undefined) throw usage(`Kokoro has no voice ${name}; it has ${KOKORO_VOICES.join(', ')}.`);
  return voice;
}
