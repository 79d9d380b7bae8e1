import type { KokoroFiles } from '../../src/engines/voices/kokoro/model.ts';
import { cacheHome } from '../../src/models/home.ts';
import { createStore } from '../../src/models/store.ts';

export const KOKORO_COMMAND = 'npx stream-tts models pull kokoro-82m japanese-dictionary';

/** The voice's files in the program's own store, or undefined when they are not there. */
export function kokoroFiles(): KokoroFiles | undefined {
  const store = createStore({ root: cacheHome(process.env) });
  if (!store.installed('kokoro-82m')) return undefined;
  const { files } = store.require('kokoro-82m');
  const model = Object.entries(files).find(([name]) => name.includes('float-conv'))?.[1];
  const { 'vocab.json': vocab, 'voices_ja.npz': voices } = files;
  return model && vocab && voices ? { model, vocab, voices } : undefined;
}
