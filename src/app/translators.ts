import { existsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { readPaces, writePaces } from '../cache/paces.ts';
import { openTranslations } from '../cache/translations.ts';
import { createFirefoxTranslator, firefoxFilesOf } from '../engines/translators/firefox.ts';
import { createLlamaTranslator } from '../engines/translators/llama.ts';
import { createOpenAiTranslator } from '../engines/translators/openai.ts';
import { createGlossary, type Glossary } from '../guard/glossary.ts';
import { cacheHome } from '../models/home.ts';
import type { Store } from '../models/store.ts';
import { createPaces, type Paces } from '../pipeline/choice.ts';
import type { TranslationMemory, Translator } from '../spec/contracts.ts';
import { THREADS } from './cores.ts';
import type { Settings } from './settings.ts';
import { openStore, requireModels } from './store.ts';
import { later, usage } from './usage.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** A translator that could be opened here. */
export interface TranslatorPlan {
  /** As in `--translator`. */
  readonly name: string;
  /** What it needs from the catalogue. */
  readonly models: readonly string[];
  /** Absolute paths of its model files that are here. */
  readonly files: readonly string[];
  create(): Translator;
}

/** Everything that an interpreter is made of; `translators` is empty when nothing is to be translated. */
export interface Translation {
  /** Best first. */
  readonly translators: readonly Translator[];
  readonly memory: TranslationMemory | undefined;
  readonly glossary: Glossary;
  readonly paces: Paces;
  dispose(): Promise<void>;
}

/** Best first: what `auto` takes of what is installed, and what steps in for an engine that fails. */
const LLAMA_MODELS = ['qwen2.5-coder-1.5b'] as const;

/**
 * The translators of these settings, best first: the named one, then what is installed and may step in. Throws
 * (exit code 2) on a name that is not known.
 */
export function planTranslators({ translator, to }: Settings, store: Store, env: Env): TranslatorPlan[] {
  const [engine = '', ...rest] = translator.split(':');
  if (engine === 'none' || to === 'en') return [];
  const installed = [
    ...LLAMA_MODELS.filter((id) => store.installed(id)).map((id) => llama(id, store)),
    ...(hasFirefox(to, store) ? [firefox(to, store)] : []),
  ];
  if (engine === 'auto') return installed.length > 0 ? installed : [llama(LLAMA_MODELS[0], store)];
  const model = rest.join(':');
  const named = engine === 'openai' ? openai(model, env) : namedPlan(engine, model, to, store);
  if (named === undefined) {
    throw later('--translator', translator, ['auto', 'llama', 'llama:MODEL', 'openai:MODEL', 'firefox', 'none']);
  }
  return [named, ...installed.filter(({ name }) => name !== named.name)];
}

/** Opens the planned translators, with what was said before, the glossary and the times known on this machine. */
export function openTranslation(
  { cache, glossary }: Settings,
  env: Env,
  plans: readonly TranslatorPlan[],
): Translation {
  const translators = plans.map((plan) => plan.create());
  const pacesFile = join(cacheHome(env), 'state', 'paces.json');
  const paces = createPaces(readPaces(pacesFile));
  return {
    translators,
    memory: cache ? openTranslations({ file: translationFile(env) }) : undefined,
    glossary: createGlossary(glossary),
    paces,
    async dispose() {
      if (translators.length > 0) writePaces(pacesFile, paces.known);
      await Promise.all(translators.map((translator) => translator.dispose()));
    },
  };
}

/** The translators alone, for `translate`; `alone` is without those that may step in. Throws when a model is missing. */
export function openTranslationOnly(settings: Settings, env: Env, company?: 'alone'): Translation {
  const store = openStore(env);
  const all = planTranslators(settings, store, env);
  const plans = company === 'alone' ? all.slice(0, 1) : all;
  if (plans[0] === undefined) throw usage('--translator none translates nothing; name one, such as llama.');
  requireModels(store, plans[0].models);
  return openTranslation(settings, env, plans);
}

/** Where translations that were spoken are kept. */
export function translationFile(env: Env): string {
  return join(cacheHome(env), 'state', 'translations.jsonl');
}

function namedPlan(engine: string, model: string, to: string, store: Store): TranslatorPlan | undefined {
  if (engine === 'plain') return llama(LLAMA_MODELS[0], store, 'plain');
  if (engine === 'llama') return llama(model || LLAMA_MODELS[0], store);
  if (engine === 'firefox') return firefox(model.replace(/^en-/, '') || to, store);
  return undefined;
}

/** `model` is a name of the catalogue or a GGUF file; the plain prompt is there to be measured against. */
function llama(model: string, store: Store, prompt: 'examples' | 'plain' = 'examples'): TranslatorPlan {
  const own = model.endsWith('.gguf') || model.includes('/');
  if (own && !existsSync(model)) throw usage(`There is no model file ${model}.`);
  const id = own ? undefined : store.entry(model).id;
  const path = own ? model : ggufOf(model, store);
  const modelName = own ? basename(model, '.gguf') : model;
  return {
    name: `llama:${modelName}`,
    models: id === undefined ? [] : [id],
    files: path !== undefined && existsSync(path) ? [path] : [],
    create() {
      if (path === undefined) throw usage(`${model} is not a translation model.`);
      const stateDirectory = join(store.root, 'state');
      return createLlamaTranslator({ modelPath: path, modelName, prompt, threads: THREADS, stateDirectory });
    },
  };
}

/** Where Ollama listens; OPENAI_BASE_URL, which other clients of this API read as well, names another server. */
const OLLAMA = 'http://127.0.0.1:11434/v1';

/** A chat server; the key is read from the environment alone. */
function openai(model: string, env: Env): TranslatorPlan {
  if (model === '') throw usage('--translator openai needs the name of a model, as in openai:qwen2.5:7b.');
  const { OPENAI_BASE_URL: baseUrl = OLLAMA, OPENAI_API_KEY: apiKey } = env;
  return {
    name: `openai:${model}`,
    models: [],
    files: [],
    create: () => createOpenAiTranslator({ baseUrl, model, apiKey }),
  };
}

/** Mozilla's model from English to this language. */
function firefox(to: string, store: Store): TranslatorPlan {
  const id = store.entry(firefoxId(to)).id;
  return {
    name: `firefox:en-${to}`,
    models: [id],
    files: store.installed(id) ? Object.values(store.require(id).files) : [],
    create: () => createFirefoxTranslator({ files: firefoxFilesOf(store.require(id).files), from: 'en', to }),
  };
}

function hasFirefox(to: string, store: Store): boolean {
  return store.catalogue.some(({ id }) => id === firefoxId(to)) && store.installed(firefoxId(to));
}

function firefoxId(to: string): string {
  return `firefox-en-${to}`;
}

function ggufOf(id: string, store: Store): string | undefined {
  const file = store.entry(id).files.find(({ name }) => name.endsWith('.gguf'));
  return file && store.file(id, file.name);
}
