import type { KokoroFiles } from '../../src/engines/voices/kokoro/model.ts';
import { cacheHome } from '../../src/models/home.ts';
import { createStore } from '../../src/models/store.ts';

export const KOKORO_COMMAND = 'npx stream-tts models pull kokoro-82m japanese-dictionary';

/** The voice's files in the program's own store, or undefined when they are not there. */
export function kokoroFiles(graph: 'streaming' | 'whole' = 'streaming'): KokoroFiles | undefined {
  const store = createStore({ root: cacheHome(process.env) });
  if (!store.installed('kokoro-82m')) return undefined;
  const { files } = store.require('kokoro-82m');
  const found = (part: string) => Object.entries(files).find(([name]) => name.includes(part))?.[1] ?? '';
  const graphs =
    graph === 'whole' ? { whole: found('float-conv') } : { front: found('.front.'), generator: found('.generator.') };
  return { graphs, vocab: found('vocab'), voices: found('voices') };
}
