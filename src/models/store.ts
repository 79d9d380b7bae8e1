import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { nearest } from '../kit/nearest.ts';
import { StreamTtsError } from '../spec/errors.ts';
import { CATALOGUE } from './catalogue.ts';
import { tryLock } from './lock.ts';
import { withPins } from './pins.ts';
import { readRecord } from './record.ts';
import type { ModelEntry } from './types.ts';

/** Where an installed model's files are. */
export interface InstalledModel {
  readonly id: string;
  readonly dir: string;
  /** Absolute path by file name, derived files included. */
  readonly files: Readonly<Record<string, string>>;
}

/** The models on this machine, at `<root>/models/<id>/<file>`. Every `id` may also be an alias. */
export interface Store {
  readonly root: string;
  readonly catalogue: readonly ModelEntry[];
  /** Throws StreamTtsError `unknown-model` (exit code 2) with the nearest right name. */
  entry(id: string): ModelEntry;
  dir(id: string): string;
  file(id: string, name: string): string;
  /** Cheap (sizes only): every file, derived ones included, is there and was verified when it was written. */
  installed(id: string): boolean;
  /** Throws StreamTtsError `model-missing` (exit code 3) with the command to type. */
  require(id: string): InstalledModel;
  /** True when something was removed. Throws `model-busy` while a pull is writing the model. */
  remove(id: string): boolean;
}

/** `root` is the program's cache directory: see `cacheHome`. */
export function createStore(options: { root: string; catalogue?: readonly ModelEntry[] }): Store {
  const { root, catalogue = CATALOGUE } = options;

  function entry(id: string): ModelEntry {
    const found = catalogue.find((model) => model.id === id || model.aliases.includes(id));
    if (found) return withPins(root, found);
    const near = nearest(
      id,
      catalogue.flatMap((model) => [model.id, ...model.aliases]),
    );
    throw new StreamTtsError({
      code: 'unknown-model',
      stage: 'models',
      exitCode: 2,
      message: `There is no model named ${id}${near ? `; did you mean ${near}?` : '.'}`,
      fix: 'npx stream-tts models list',
    });
  }

  const dir = (id: string) => join(root, 'models', entry(id).id);
  const file = (id: string, name: string) => join(dir(id), name);

  function installed(id: string): boolean {
    const model = entry(id);
    const record = readRecord(dir(id));
    const whole = (name: string, sha256?: string) => {
      const known = record[name];
      if (!known || (sha256 !== undefined && known.sha256 !== sha256)) return false;
      return statSync(file(id, name), { throwIfNoEntry: false })?.size === known.bytes;
    };
    return model.files.every((f) => whole(f.name, f.sha256)) && model.derived.every((d) => whole(d.name));
  }

  return {
    root,
    catalogue,
    entry,
    dir,
    file,
    installed,
    require(id) {
      const model = entry(id);
      if (!installed(id)) {
        throw new StreamTtsError({
          code: 'model-missing',
          stage: 'models',
          exitCode: 3,
          message: `The model ${model.id} (${model.summary}) is not on this machine.`,
          fix: `npx stream-tts models pull ${model.id}`,
        });
      }
      const names = [...model.files, ...model.derived].map((f) => f.name);
      return { id: model.id, dir: dir(id), files: Object.fromEntries(names.map((name) => [name, file(id, name)])) };
    },
    remove(id) {
      const there = statSync(dir(id), { throwIfNoEntry: false }) !== undefined;
      if (!there) return false;
      const taken = tryLock(join(dir(id), '.lock'));
      if (typeof taken === 'number') {
        throw new StreamTtsError({
          code: 'model-busy',
          stage: 'models',
          message: `The model ${entry(id).id} is being fetched by process ${taken} just now.`,
        });
      }
      try {
        rmSync(dir(id), { recursive: true, force: true });
      } finally {
        taken();
      }
      return true;
    },
  };
}
