import { join } from 'node:path';
import { readPaces, writePaces } from '../cache/paces.ts';
import { openTranslations } from '../cache/translations.ts';
import { createGlossary, type Glossary } from '../guard/glossary.ts';
import { cacheHome } from '../models/home.ts';
import type { Store } from '../models/store.ts';
import { createPaces, type Paces, type Policy } from '../pipeline/choice.ts';
import type { TranslationMemory, Translator } from '../spec/contracts.ts';
import type { Settings } from './settings.ts';
import { createSharedTranslators } from './shared-translators.ts';
import { openStore, requireModels } from './store.ts';
import { firefox, hasFirefox, LLAMA_MODELS, llama, namedPlan, type TranslatorPlan } from './translator-plans.ts';
import { later, usage } from './usage.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Everything that an interpreter is made of; `translators` is empty when nothing is to be translated. */
export interface Translation {
  /** Best first. */
  readonly translators: readonly Translator[];
  readonly memory: TranslationMemory | undefined;
  readonly glossary: Glossary;
  readonly paces: Paces;
  /** What the user named is asked first; of what was found here the best in time. */
  readonly policy: Policy;
  dispose(): Promise<void>;
}

/**
 * The translators of these settings, best first: the named one, then what is installed and may step in. Throws
 * (exit code 2) on a name that is not known.
 */
export function planTranslators({ translator, to }: Settings, store: Store, env: Env): TranslatorPlan[] {
  const [engine = '', ...rest] = translator.split(':');
  if (engine === 'none' || to === 'en') return [];
  const installed = [
    ...LLAMA_MODELS.filter((id) => store.installed(id)).map((id) => llama(id, { to, store })),
    ...(hasFirefox(to, store) ? [firefox(to, store)] : []),
  ];
  if (engine === 'auto') return installed.length > 0 ? installed : [llama(LLAMA_MODELS[0], { to, store })];
  const named = namedPlan(engine, rest.join(':'), { to, store, env });
  if (named === undefined) throw later('--translator', translator, NAMES);
  return [named, ...installed.filter(({ name }) => name !== named.name)];
}

const NAMES = [
  ...['auto', 'llama', 'llama:MODEL', 'llama-server', 'llama-server:MODEL'],
  ...['openai:MODEL', 'firefox', 'nllb', 'none'],
];

/** Sessions with other voices, glossaries or habits of remembering share the model, which is the largest thing in memory. */
const share = createSharedTranslators();

/** Opens the planned translators, with what was said before, the glossary and the times known on this machine. */
export function openTranslation(
  { cache, glossary, translator }: Settings,
  env: Env,
  plans: readonly TranslatorPlan[],
): Translation {
  const translators = plans.map(({ key, create }) => (key === undefined ? create() : share(key, create)));
  const pacesFile = join(cacheHome(env), 'state', 'paces.json');
  const paces = createPaces(readPaces(pacesFile));
  return {
    translators,
    memory: cache ? openTranslations({ file: translationFile(env) }) : undefined,
    glossary: createGlossary(glossary),
    paces,
    policy: translator === 'auto' ? 'by-deadline' : 'in-order',
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
