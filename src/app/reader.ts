import { readFileSync } from 'node:fs';
import type { Store } from '../models/store.ts';
import { createReader } from '../reading/reader.ts';
import type { Reader } from '../reading/types.ts';
import type { Settings } from './settings.ts';
import { missingModels, openStore, requireModels } from './store.ts';

export const DICTIONARY = 'japanese-dictionary';
const ENGLISH = 'e2k';

/** The Japanese reader over the installed dictionary, with the user's own terms. Throws when that is missing. */
export function openReader(settings: Settings, env: Readonly<Record<string, string | undefined>>): Reader {
  const store = openStore(env);
  requireModels(store, [DICTIONARY]);
  return readerOf(store, settings);
}

/** The same where it is known that the dictionary is there. It is read from the disk when it is first needed. */
export function readerOf(store: Store, settings: Settings): Reader {
  let reader: Reader | undefined;
  return {
    read(text) {
      reader ??= loadReader(store, settings);
      return reader.read(text);
    },
  };
}

function loadReader(store: Store, { terms }: Settings): Reader {
  const bytes = (name: string) => readFileSync(store.file(DICTIONARY, name));
  const dictionary = {
    sys: bytes('sys.dic'),
    matrix: bytes('matrix.bin'),
    char: bytes('char.bin'),
    unk: bytes('unk.dic'),
  };
  const network =
    missingModels(store, [ENGLISH]).length === 0
      ? readFileSync(store.file(ENGLISH, 'model-c2k-turbo.safetensors'))
      : undefined;
  return createReader(dictionary, { terms, ...(network && { network }) });
}
