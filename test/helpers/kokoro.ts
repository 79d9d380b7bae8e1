import { readFileSync } from 'node:fs';
import type { KokoroFiles } from '../../src/engines/voices/kokoro/model.ts';
import { cacheHome } from '../../src/models/home.ts';
import { createStore } from '../../src/models/store.ts';
import { createEnglishReader, type EnglishReader } from '../../src/reading/english/reader.ts';
import { skipUnless } from './require.ts';

export const KOKORO_COMMAND = 'npx stream-tts models pull kokoro-82m japanese-dictionary';

/** Why tests of the voice are left out, false where they are not: without its files or the dictionary of its reader. */
export function skipWithoutKokoro(files: KokoroFiles | undefined, dictionary: object | undefined) {
  return skipUnless(
    files !== undefined && dictionary !== undefined,
    'Kokoro and its dictionary are not here',
    KOKORO_COMMAND,
  );
}

/** The voice's files in the program's own store, or undefined when they are not there. */
export function kokoroFiles(graph: 'streaming' | 'whole' = 'streaming'): KokoroFiles | undefined {
  const store = createStore({ root: cacheHome(process.env) });
  if (!store.installed('kokoro-82m')) return undefined;
  const { files } = store.require('kokoro-82m');
  const found = (part: string) => Object.entries(files).find(([name]) => name.includes(part))?.[1] ?? '';
  const [whole = '', front = '', generator = ''] = ['float-conv', '.front.', '.generator.'].map(found);
  const graphs = graph === 'whole' ? { whole } : { whole, front, generator };
  return { graphs, vocab: found('vocab'), voices: found('voices'), english: store.dir('kokoro-english') };
}

export const ENGLISH_COMMAND = 'npx stream-tts models pull kokoro-english';

/** The reader over the English dictionary of the program's own store, or undefined when it is not there. */
export function englishReader(): EnglishReader | undefined {
  const store = createStore({ root: cacheHome(process.env) });
  if (!store.installed('kokoro-english')) return undefined;
  return createEnglishReader(readFileSync(store.file('kokoro-english', 'us_gold.json'), 'utf8'));
}
