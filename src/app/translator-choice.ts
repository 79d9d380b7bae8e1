import { join } from 'node:path';
import { readPaces } from '../cache/paces.ts';
import { cacheHome } from '../models/home.ts';
import type { Store } from '../models/store.ts';
import { createPaces } from '../pipeline/choice.ts';
import { firstModels, type Reach } from './first-models.ts';
import type { Settings } from './settings.ts';
import type { TranslatorPlan } from './translator-plans.ts';
import { planTranslators } from './translators.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Which translator would be used here. */
export interface TranslatorChoice {
  /** Models of the catalogue that it reads. */
  readonly models: readonly string[];
  /** A sentence about which, and why. */
  readonly reason: string;
}

/** How long an agent's sentence is, in characters. */
const SENTENCE = 60;

/** Which translator these settings would use on this machine, and why; where none is here, which would be fetched. */
export async function explainTranslator(
  settings: Settings,
  store: Store,
  env: Env,
  options: Reach = {},
): Promise<TranslatorChoice> {
  const plans = planTranslators(settings, store, env);
  const [first] = plans;
  if (first === undefined) return { models: [], reason: 'nothing is translated, as the settings say.' };
  const paces = createPaces(readPaces(join(cacheHome(env), 'state', 'paces.json')));
  const shown = ({ name }: TranslatorPlan) => {
    const expectedMs = paces.expectedMs(name, SENTENCE);
    return expectedMs === undefined
      ? `${name} (not measured here yet)`
      : `${name} (${seconds(expectedMs)} a sentence here)`;
  };
  const isHere = (plan: TranslatorPlan) => plan.models.every((id) => store.installed(id));
  if (settings.translator !== 'auto') {
    return { models: first.models, reason: `${shown(first)}, named in the settings.` };
  }
  if (!isHere(first)) {
    const { now, reason } = await firstModels(settings.to, store, env, options);
    const [id = ''] = now.filter((model) => store.entry(model).role === 'translator');
    return { models: [id], reason: `none is here; models pull fetches ${id}: ${reason}.` };
  }
  const fastest = plans.slice(1).at(-1);
  if (fastest === undefined) return { models: first.models, reason: `${shown(first)}, the only one that is here.` };
  return {
    models: plans.flatMap(({ models }) => models),
    reason: `${shown(first)} while there is sound left for so long, ${shown(fastest)} while you wait for sound.`,
  };
}

function seconds(durationMs: number): string {
  return `${(durationMs / 1000).toPrecision(2)} s`;
}
