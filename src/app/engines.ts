import { readFileSync } from 'node:fs';
import { createKokoroVoice, KOKORO_VOICES } from '../engines/voices/kokoro.ts';
import type { Store } from '../models/store.ts';
import { createReader } from '../reading/reader.ts';
import type { Reader } from '../reading/types.ts';
import type { Voice } from '../spec/contracts.ts';
import { THREADS } from './cores.ts';
import type { Settings } from './settings.ts';
import { missingModels, openStore, requireModels } from './store.ts';
import { openTranslation, planTranslators, type Translation } from './translators.ts';
import { later, usage } from './usage.ts';

type Env = Readonly<Record<string, string | undefined>>;

export const DEFAULT_VOICE = 'jf_alpha';
const DICTIONARY = 'japanese-dictionary';
/** English words to katakana; used where it is installed. */
const ENGLISH = 'e2k';
const KOKORO = 'kokoro-82m';
export interface Engines extends Translation {
  readonly voice: Voice;
}

/** The engines that the settings name, not yet loaded. Throws when a model is missing, naming all that are. */
export function createEngines(settings: Settings, env: Env): Engines {
  const store = openStore(env);
  const plans = planTranslators(settings, store, env);
  const voiceName = chooseVoice(settings);
  requireModels(store, [...(plans[0]?.models ?? []), KOKORO, DICTIONARY]);
  const translation = openTranslation(settings, env, plans);
  const voice = createVoice(voiceName, store, settings);
  return {
    ...translation,
    voice,
    async dispose() {
      await Promise.all([translation.dispose(), voice.dispose()]);
    },
  };
}

/** The files that the engines of these settings read, for their sizes. */
export function modelFilesInUse(settings: Settings, env: Env): string[] {
  const store = openStore(env);
  const translation = planTranslators(settings, store, env).flatMap(({ files }) => files);
  const dictionary = Object.values(store.require(DICTIONARY).files);
  return [...translation, ...Object.values(kokoroFiles(store)), ...dictionary];
}

/** The Japanese reader over the installed dictionary, with the user's own terms. */
export function openReader(settings: Settings, env: Env): Reader {
  const store = openStore(env);
  requireModels(store, [DICTIONARY]);
  return createReaderFrom(store, settings);
}

function chooseVoice({ voice, to }: Settings): string {
  if (to !== 'ja') throw later('--to', to, ['ja']);
  const [engine, name = DEFAULT_VOICE] = voice.split(':');
  if (engine !== 'auto' && engine !== 'kokoro') throw later('--voice', voice, ['auto', 'kokoro', 'kokoro:VOICE']);
  if (!KOKORO_VOICES.some((known) => known === name)) {
    throw usage(`Kokoro has no voice ${name}; it has ${KOKORO_VOICES.join(', ')}.`);
  }
  return name;
}

function createVoice(name: string, store: Store, settings: Settings): Voice {
  const voice = KOKORO_VOICES.find((known) => known === name) ?? DEFAULT_VOICE;
  const reader = createReaderFrom(store, settings);
  return createKokoroVoice({ files: kokoroFiles(store), reader, voice, threads: THREADS });
}

function kokoroFiles(store: Store): { model: string; vocab: string; voices: string } {
  const { files } = store.require(KOKORO);
  const model = Object.entries(files).find(([file]) => file.includes('float-conv'))?.[1];
  const { 'vocab.json': vocab, 'voices_ja.npz': voices } = files;
  if (!model || !vocab || !voices) throw new Error('the catalogue entry of kokoro-82m lacks a file');
  return { model, vocab, voices };
}

function createReaderFrom(store: Store, settings: Settings): Reader {
  const bytes = (name: string) => readFileSync(store.file(DICTIONARY, name));
  const dictionary = {
    sys: bytes('sys.dic'),
    matrix: bytes('matrix.bin'),
    char: bytes('char.bin'),
    unk: bytes('unk.dic'),
  };
  const network =
    missingModels(store, [ENGLISH]).length === 0
      ? readFileSync(store.file(ENGLISH, 'model-c2k-turbo.safetensors'))
      : undefined;
  return createReader(dictionary, { terms: settings.terms, ...(network && { network }) });
}
