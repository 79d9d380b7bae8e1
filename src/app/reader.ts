import { closeSync, fstatSync, openSync, readFileSync, readSync } from 'node:fs';
import type { Store } from '../models/store.ts';
import { createReader } from '../reading/reader.ts';
import type { Reader, Stretches } from '../reading/types.ts';
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

/** Voices share a reader with the same terms, as long as one of them lives: its dictionary is 40 MB in memory. */
const readers = new Map<string, WeakRef<Reader>>();

function loadReader(store: Store, { terms }: Settings): Reader {
  const network =
    missingModels(store, [ENGLISH]).length === 0 ? store.file(ENGLISH, 'model-c2k-turbo.safetensors') : undefined;
  const key = JSON.stringify([store.dir(DICTIONARY), network, terms]);
  const known = readers.get(key)?.deref();
  if (known !== undefined) return known;
  const file = (name: string) => store.file(DICTIONARY, name);
  const dictionary = {
    sys: openStretches(file('sys.dic')),
    matrix: readFileSync(file('matrix.bin')),
    char: readFileSync(file('char.bin')),
    unk: readFileSync(file('unk.dic')),
  };
  const reader = createReader(dictionary, { terms, ...(network && { network: readFileSync(network) }) });
  readers.set(key, new WeakRef(reader));
  return reader;
}

/** A reader is not disposed: its file is closed when nothing can read it any more. */
const unread = new FinalizationRegistry<number>((descriptor) => closeSync(descriptor));

function openStretches(path: string): Stretches {
  const descriptor = openSync(path, 'r');
  const read = (start: number, end: number) => {
    const bytes = new Uint8Array(end - start);
    return bytes.subarray(0, readSync(descriptor, bytes, 0, bytes.length, start));
  };
  unread.register(read, descriptor);
  return { byteLength: fstatSync(descriptor).size, read };
}
