import { join } from 'node:path';
import { openSounds } from '../cache/sounds.ts';
import { cacheHome } from '../models/home.ts';
import { createRememberedVoice } from '../pipeline/remembered-voice.ts';
import type { Voice } from '../spec/contracts.ts';
import type { Settings } from './settings.ts';
import { openStore, requireModels } from './store.ts';
import { openTranslation, planTranslators, type Translation } from './translators.ts';
import { filesInUse, planVoice } from './voices.ts';

type Env = Readonly<Record<string, string | undefined>>;

export interface Engines extends Translation {
  readonly voice: Voice;
}

/** The engines that the settings name, not yet loaded. Throws when a model is missing, naming all that are. */
export function createEngines(settings: Settings, env: Env): Engines {
  const store = openStore(env);
  const plans = planTranslators(settings, store, env);
  const voicePlan = planVoice(settings, store, env);
  requireModels(store, [...(plans[0]?.models ?? []), ...voicePlan.models]);
  const translation = openTranslation(settings, env, plans);
  const voice = remembering(voicePlan.create(), settings, env);
  return {
    ...translation,
    voice,
    async dispose() {
      await Promise.all([translation.dispose(), voice.dispose()]);
    },
  };
}

/** Where sounds that were heard are kept. */
export function soundDirectory(env: Env): string {
  return join(cacheHome(env), 'state', 'sounds');
}

/** What was said before is said from the disk, as long as the user's terms and the voice's graph are the same. */
function remembering(voice: Voice, { cache, terms, kokoroGraph }: Settings, env: Env): Voice {
  if (!cache) return voice;
  return createRememberedVoice(
    voice,
    openSounds({ directory: soundDirectory(env) }),
    JSON.stringify([terms, kokoroGraph]),
  );
}

/** The files that the engines of these settings read, for their sizes. */
export function modelFilesInUse(settings: Settings, env: Env): string[] {
  const store = openStore(env);
  const translation = planTranslators(settings, store, env).flatMap(({ files }) => files);
  const voice = planVoice(settings, store, env).models.flatMap((id) => filesInUse(store, id, settings));
  return [...translation, ...voice];
}
