import { z } from 'zod';
import { runWorker } from '../workers/child.ts';
import { SETTINGS } from './settings.ts';
import { openStore, requireModels } from './store.ts';
import { planTranslators } from './translators.ts';
import { planVoice } from './voices.ts';

/** A worker's process: what `open` names is composed here as it would be in the program itself. */

/** Without a name the first that the settings plan. */
const ENGINE = z.object({ name: z.string().optional(), settings: SETTINGS });

await runWorker((role, engine) => {
  const { name, settings } = ENGINE.parse(engine);
  const store = openStore(process.env);
  if (role === 'voice') {
    const plan = planVoice(settings, store, process.env);
    requireModels(store, plan.models);
    return { role, engine: plan.create() };
  }
  const plan = planTranslators(settings, store, process.env).find((one) => name === undefined || one.name === name);
  if (plan === undefined) throw new Error(`there is no translator ${name ?? settings.translator}`);
  requireModels(store, plan.models);
  return { role, engine: plan.create() };
});
