import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { createFirefoxTranslator, firefoxFilesOf } from '../engines/translators/firefox.ts';
import { createLlamaTranslator } from '../engines/translators/llama.ts';
import { createLlamaServerTranslator } from '../engines/translators/llama-server.ts';
import { createNllbTranslator } from '../engines/translators/nllb.ts';
import { createOpenAiTranslator } from '../engines/translators/openai.ts';
import type { Store } from '../models/store.ts';
import type { Translator } from '../spec/contracts.ts';
import { THREADS } from './cores.ts';
import { createCrowd } from './crowd.ts';
import { importTransformers, transformersInstall } from './transformers.ts';
import { usage } from './usage.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** A translator that could be opened here. */
export interface TranslatorPlan {
  /** As in `--translator`. */
  readonly name: string;
  /** What it needs from the catalogue. */
  readonly models: readonly string[];
  /** Absolute paths of its model files that are here. */
  readonly files: readonly string[];
  /** All that tells it from others: those with the same key may share what is loaded. Without one nothing is shared. */
  readonly key?: string | undefined;
  create(): Translator;
}

/** Models for llama.cpp, best first: what `auto` takes of what is installed. */
export const LLAMA_MODELS = ['qwen2.5-coder-1.5b'] as const;

/** Where a plan is made. */
export interface Here {
  /** BCP 47, the language spoken. */
  readonly to: string;
  readonly store: Store;
  readonly env: Env;
}

/** The translator NAME:MODEL; undefined where there is none of this name. Throws (exit code 2) on a model that is none. */
export function namedPlan(engine: string, model: string, { to, store, env }: Here): TranslatorPlan | undefined {
  if (engine === 'plain') return llama(LLAMA_MODELS[0], { to, store }, 'plain');
  if (engine === 'llama') return llama(model || LLAMA_MODELS[0], { to, store });
  if (engine === 'llama-server') return llamaServer(model, { to, store, env });
  if (engine === 'openai') return openai(model, { to, env });
  if (engine === 'nllb') return nllb(model, { to, store });
  if (engine === 'firefox') return firefox(model.replace(/^en-/, '') || to, store);
  return undefined;
}

/** `model` is a name of the catalogue or a GGUF file; the plain prompt is there to be measured against. */
export function llama(model: string, { to, store }: Omit<Here, 'env'>, plain?: 'plain'): TranslatorPlan {
  const { modelName, path, prompt: own, file, ...plan } = gguf(model, store);
  return {
    name: `llama:${modelName}`,
    ...plan,
    key: keyOf('llama', file, plain ?? own, to),
    create() {
      const prompt = plain ?? own;
      const stateDirectory = join(store.root, 'state');
      const cores = { threads: THREADS, crowded: createCrowd() };
      return createLlamaTranslator({ modelPath: path(), modelName, prompt, to, ...cores, stateDirectory });
    },
  };
}

/**
 * llama.cpp's own server. STREAM_TTS_LLAMA_SERVER is the program's path, or the address of one that runs already, as
 * `model` may be; else `model` is what the program is to load.
 */
function llamaServer(model: string, { to, store, env }: Here): TranslatorPlan {
  const { STREAM_TTS_LLAMA_SERVER: known, LLAMA_API_KEY: apiKey } = env;
  const url = [model, known].find((word) => word !== undefined && /^https?:\/\//.test(word));
  if (url !== undefined) {
    // The server has its model; a name only tells two apart.
    const modelName = model === '' || model === url ? url.replace(/^https?:\/\//, '').replace(/\/+$/, '') : model;
    return {
      name: `llama-server:${modelName}`,
      ...{ models: [], files: [] },
      key: keyOf('llama-server', url, modelName, apiKey, to),
      create: () => createLlamaServerTranslator({ modelName, to, server: { url, apiKey } }),
    };
  }
  const { modelName, path, prompt, file, ...plan } = gguf(model || LLAMA_MODELS[0], store);
  return {
    name: `llama-server:${modelName}`,
    ...plan,
    key: keyOf('llama-server', known, file, prompt, to),
    create() {
      const server = { modelPath: path(), threads: THREADS, program: known };
      return createLlamaServerTranslator({ modelName, prompt, to, server });
    },
  };
}

/** Where Ollama listens; OPENAI_BASE_URL, which other clients of this API read as well, names another server. */
const OLLAMA = 'http://127.0.0.1:11434/v1';

/** A chat server; the key is read from the environment alone. */
function openai(model: string, { to, env }: Omit<Here, 'store'>): TranslatorPlan {
  if (model === '') throw usage('--translator openai needs the name of a model, as in openai:qwen2.5:7b.');
  const { OPENAI_BASE_URL: baseUrl = OLLAMA, OPENAI_API_KEY: apiKey } = env;
  return {
    name: `openai:${model}`,
    models: [],
    files: [],
    key: keyOf('openai', baseUrl, model, apiKey, to),
    create: () => createOpenAiTranslator({ baseUrl, model, apiKey, to }),
  };
}

const NLLB = 'nllb-200-distilled-600m';

/** `directory` holds a model of the same architecture in the place of the catalogue's. */
function nllb(directory: string, { to, store }: Omit<Here, 'env'>): TranslatorPlan {
  if (directory !== '' && !existsSync(join(directory, 'config.json'))) {
    throw usage(`There is no model in ${directory}; nllb alone is the one of the catalogue.`);
  }
  const own = directory !== '';
  const name = `nllb:${own ? basename(directory) : `en-${to}`}`;
  return {
    name,
    models: own ? [] : [NLLB],
    files: store.installed(NLLB) && !own ? Object.values(store.require(NLLB).files) : [],
    key: keyOf('nllb', own ? resolve(directory) : store.dir(NLLB), to),
    create() {
      const library = () => importTransformers(store);
      const modelDir = own ? resolve(directory) : store.dir(NLLB);
      return createNllbTranslator({ name, modelDir, to, library, install: transformersInstall(store) });
    },
  };
}

/** Mozilla's model from English to this language. */
export function firefox(to: string, store: Store): TranslatorPlan {
  const id = store.entry(firefoxId(to)).id;
  return {
    name: `firefox:en-${to}`,
    models: [id],
    files: store.installed(id) ? Object.values(store.require(id).files) : [],
    key: keyOf('firefox', store.dir(id)),
    create: () => createFirefoxTranslator({ files: firefoxFilesOf(store.require(id).files), from: 'en', to }),
  };
}

export function hasFirefox(to: string, store: Store): boolean {
  return store.catalogue.some(({ id }) => id === firefoxId(to)) && store.installed(firefoxId(to));
}

/** Its name in the catalogue. */
export function firefoxId(to: string): string {
  return `firefox-en-${to}`;
}

/** A model for llama.cpp, by its name in the catalogue or by its file. */
function gguf(model: string, store: Store) {
  const own = model.endsWith('.gguf') || model.includes('/');
  if (own && !existsSync(model)) throw usage(`There is no model file ${model}.`);
  const id = own ? undefined : store.entry(model).id;
  const file = own ? model : ggufOf(model, store);
  return {
    modelName: own ? basename(model, '.gguf') : model,
    models: id === undefined ? [] : [id],
    file: file === undefined ? undefined : resolve(file),
    prompt: id === undefined ? undefined : store.entry(id).prompt,
    files: file !== undefined && existsSync(file) ? [file] : [],
    path(): string {
      if (file === undefined) throw usage(`${model} is not a translation model.`);
      return file;
    },
  };
}

function keyOf(...what: ReadonlyArray<string | undefined>): string {
  return JSON.stringify(what);
}

function ggufOf(id: string, store: Store): string | undefined {
  const file = store.entry(id).files.find(({ name }) => name.endsWith('.gguf'));
  return file && store.file(id, file.name);
}
