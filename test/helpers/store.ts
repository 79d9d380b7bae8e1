import { cacheHome } from '../../src/models/home.ts';
import { createStore } from '../../src/models/store.ts';
import { skipUnless } from './require.ts';

/** The models of this machine. */
export const store = createStore({ root: cacheHome(process.env) });

/** The `skip` option of a test that needs this model. */
export function skipWithout(id: string): string | false {
  return skipUnless(store.installed(id), `the model ${id} is not here`, `npx stream-tts models pull ${id}`);
}
