import { join } from 'node:path';
import { cacheHome } from '../models/home.ts';
import { createStore, type Store } from '../models/store.ts';
import { StreamTtsError } from '../spec/errors.ts';

export function openStore(env: Readonly<Record<string, string | undefined>>): Store {
  return createStore({ root: cacheHome(env) });
}

/** Where tools that only the benches compare with are looked for. */
export function benchTools(env: Readonly<Record<string, string | undefined>>): string {
  return join(cacheHome(env), 'bench-tools');
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
