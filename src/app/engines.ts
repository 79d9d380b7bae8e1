import { existsSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { basename, join } from 'node:path';
import { createLlamaTranslator } from '../engines/translators/llama.ts';
import { createKokoroVoice, KOKORO_VOICES } from '../engines/voices/kokoro.ts';
import { cacheHome } from '../models/home.ts';
import { createStore, type Store } from '../models/store.ts';
import { createReader } from '../reading/reader.ts';
import type { Reader } from '../reading/types.ts';
import type { Translator, Voice } from '../spec/contracts.ts';
import { StreamTtsError } from '../spec/errors.ts';
import type { Settings } from './settings.ts';

type Env = Readonly<Record<string, string | undefined>>;

export const DEFAULT_TRANSLATOR = 'qwen2.5-coder-1.5b';
export const DEFAULT_VOICE = 'jf_alpha';
const DICTIONARY = 'japanese-dictionary';
const KOKORO = 'kokoro-82m';
/** More threads than this gain nothing on models of this size. */
const THREADS = Math.min(4, availableParallelism());
/** Both engines at once would ask for more than there are. */
export const SHARED_CORES = availableParallelism() < 2 * THREADS;

export interface Engines {
  readonly translator: Translator | undefined;
  readonly voice: Voice;
  dispose(): Promise<void>;
}

export function openStore(env: Env): Store {
  return createStore({ root: cacheHome(env) });
}

/** The engines that the settings name, not yet loaded. Throws when a model is missing, naming all that are. */
export function createEngines(settings: Settings, env: Env): Engines {
  const store = openStore(env);
  const translation = chooseTranslator(settings);
  const voiceName = chooseVoice(settings);
  requireModels(store, [...(translation?.model ? [translation.model] : []), KOKORO, DICTIONARY]);
  const translator = translation && createTranslator(translation, store);
  const voice = createVoice(voiceName, store, settings);
  return {
    translator,
    voice,
    async dispose() {
      await Promise.all([translator?.dispose(), voice.dispose()]);
    },
  };
}

/** The files that the engines of these settings read, for their sizes. */
export function modelFilesInUse(settings: Settings, env: Env): string[] {
  const store = openStore(env);
  const translation = chooseTranslator(settings);
  const dictionary = Object.values(store.require(DICTIONARY).files);
  return [...(translation ? [modelPath(translation, store)] : []), ...Object.values(kokoroFiles(store)), ...dictionary];
}

/** The translator alone, for `translate`. */
export function createTranslatorOnly(settings: Settings, env: Env): Translator {
  const store = openStore(env);
  const choice = chooseTranslator(settings);
  if (choice === undefined) throw usage('--translator none translates nothing; name one, such as llama.');
  if (choice.model) requireModels(store, [choice.model]);
  return createTranslator(choice, store);
}

/** The Japanese reader over the installed dictionary, with the user's own terms. */
export function openReader(settings: Settings, env: Env): Reader {
  const store = openStore(env);
  requireModels(store, [DICTIONARY]);
  return createReaderFrom(store, settings);
}

interface TranslatorChoice {
  readonly name: string;
  /** A model of the catalogue, or a file of the user's. */
  readonly model?: string;
  readonly path?: string;
}

function chooseTranslator({ translator, to }: Settings): TranslatorChoice | undefined {
  const [engine = '', ...rest] = translator.split(':');
  const model = rest.join(':');
  if (engine === 'none' || to === 'en') return undefined;
  if (engine === 'auto') return { name: DEFAULT_TRANSLATOR, model: DEFAULT_TRANSLATOR };
  if (engine !== 'llama') throw later('--translator', translator, ['auto', 'llama', 'llama:MODEL', 'none']);
  if (model.endsWith('.gguf') || model.includes('/')) {
    if (!existsSync(model)) throw usage(`There is no model file ${model}.`);
    return { name: basename(model, '.gguf'), path: model };
  }
  return { name: model || DEFAULT_TRANSLATOR, model: model || DEFAULT_TRANSLATOR };
}

function createTranslator(choice: TranslatorChoice, store: Store): Translator {
  return createLlamaTranslator({
    modelPath: modelPath(choice, store),
    modelName: choice.name,
    threads: THREADS,
    stateDirectory: join(store.root, 'state'),
  });
}

function modelPath({ name, model, path }: TranslatorChoice, store: Store): string {
  const files = model === undefined ? [] : Object.values(store.require(model).files);
  const found = path ?? files.find((file) => file.endsWith('.gguf'));
  if (found === undefined) throw usage(`${name} is not a translation model.`);
  return found;
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
  return createReader(dictionary, { terms: settings.terms });
}

/** One error for everything that is missing, with one command that brings it. */
export function requireModels(store: Store, ids: readonly string[]): void {
  const missing = missingModels(store, ids);
  if (missing.length === 0) return;
  throw new StreamTtsError({
    code: 'model-missing',
    stage: 'models',
    exitCode: 3,
    message: `Not on this machine yet: ${missing.join(', ')}.`,
    fix: `npx stream-tts models pull ${missing.join(' ')}`,
  });
}

/** Those of the models that are not on this machine, by their names in the catalogue. */
export function missingModels(store: Store, ids: readonly string[]): string[] {
  return ids.map((id) => store.entry(id).id).filter((id) => !store.installed(id));
}

function later(option: string, value: string, now: readonly string[]): StreamTtsError {
  return usage(`${option} ${value} is not built yet; today ${option} can be ${now.join(', ')}.`);
}

function usage(message: string): StreamTtsError {
  return new StreamTtsError({ code: 'bad-settings', stage: 'settings', exitCode: 2, message });
}
