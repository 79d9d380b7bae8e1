import { join } from 'node:path';
import { openSounds } from '../cache/sounds.ts';
import { createStandbyVoice } from '../engines/voices/standby.ts';
import { cacheHome } from '../models/home.ts';
import { createRememberedVoice } from '../pipeline/remembered-voice.ts';
import type { Voice } from '../spec/contracts.ts';
import type { Settings } from './settings.ts';
import { openStore, requireModels } from './store.ts';
import { openTranslation, planTranslators, type Translation } from './translators.ts';
import { filesInUse, planVoice, type SettledVoice } from './voices.ts';
import { type WorkerOptions, workerTranslatorPlan, workerVoice } from './workers.ts';

type Env = Readonly<Record<string, string | undefined>>;

export interface Engines extends Translation {
  readonly voice: Voice;
}

/**
 * The engines that the settings name, not yet loaded: in this process, or with `runtime` workers each in a child.
 * `about` is what `settleVoice` found of the voice. Throws when a model is missing, naming all that are.
 */
export function createEngines(
  settings: Settings,
  env: Env,
  onWorker?: WorkerOptions['onWorker'],
  about: Omit<SettledVoice, 'settings'> = {},
): Engines {
  const store = openStore(env);
  const plans = planTranslators(settings, store, env);
  const { standIn, ...aboutVoice } = about;
  const voicePlan = planVoice(settings, store, env);
  requireModels(store, [...(plans[0]?.models ?? []), ...voicePlan.models]);
  const inWorkers = settings.runtime === 'workers';
  const options = { settings, env, onWorker };
  const translation = openTranslation(
    settings,
    env,
    inWorkers ? plans.map((plan) => workerTranslatorPlan(plan, options)) : plans,
  );
  const open = (own: Voice, of: Settings) =>
    remembering(inWorkers ? workerVoice(own, { ...options, settings: of }) : own, of, env);
  const first = open({ ...voicePlan.create(), ...aboutVoice }, settings);
  const other = standIn === undefined ? undefined : { ...settings, voice: standIn };
  const voice = other
    ? createStandbyVoice({ voice: first, standIn: () => open(planVoice(other, store, env).create(), other) })
    : first;
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

/** Tells engines apart that cannot stand in for each other: with the same key they are the same. */
export function enginesKey(settings: Settings, env: Env): string {
  const { translator, voice, kokoroGraph, server, speech, to, glossary, terms, cache } = settings;
  const at = [env.OPENAI_BASE_URL, env.STREAM_TTS_LLAMA_SERVER];
  return JSON.stringify({ translator, voice, kokoroGraph, server, speech, to, glossary, terms, cache, at });
}

/** The model files of each engine, by its name; what several engines step in for is not loaded before. */
export function modelFilesByName(settings: Settings, env: Env, voice: string): ReadonlyMap<string, readonly string[]> {
  const store = openStore(env);
  const voiceFiles = planVoice(settings, store, env).models.flatMap((id) => filesInUse(store, id, settings));
  return new Map([
    ...planTranslators(settings, store, env).map(({ name, files }) => [name, files] as const),
    [voice, voiceFiles] as const,
  ]);
}

/** The files that the engines of these settings read, for their sizes. */
export function modelFilesInUse(settings: Settings, env: Env): string[] {
  const store = openStore(env);
  const translation = planTranslators(settings, store, env).flatMap(({ files }) => files);
  const voice = planVoice(settings, store, env).models.flatMap((id) => filesInUse(store, id, settings));
  return [...translation, ...voice];
}
