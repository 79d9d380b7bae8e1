import { statSync } from 'node:fs';
import { partPath } from './fetch-file.ts';
import { sha256File } from './hash.ts';
import { keptBytes } from './part-file.ts';
import { noteFile, readRecord } from './record.ts';
import type { Store } from './store.ts';
import type { DerivedFile, ModelEntry, ModelFile } from './types.ts';

/** What a model lacks on this machine. */
export interface Missing {
  readonly model: ModelEntry;
  readonly files: readonly ModelFile[];
  readonly derived: readonly DerivedFile[];
  /** Bytes still to be fetched; those of half-fetched files are not counted. */
  readonly fetchBytes: number;
}

/**
 * Finds what has to be fetched or made. A file that the record does not vouch for, or that was written since, is
 * hashed; it is kept, and recorded, when it is right.
 */
export async function findMissing(store: Store, model: ModelEntry, signal?: AbortSignal): Promise<Missing> {
  const dir = store.dir(model.id);

  async function isRight(name: string, expected: { bytes: number; sha256: string } | undefined): Promise<boolean> {
    const path = store.file(model.id, name);
    const stat = statSync(path, { throwIfNoEntry: false });
    if (!stat || !expected || stat.size !== expected.bytes) return false;
    const known = readRecord(dir)[name];
    if (known?.sha256 === expected.sha256 && known.mtimeMs === stat.mtimeMs) return true;
    if ((await sha256File(path, { signal })) !== expected.sha256) return false;
    noteFile(dir, name, { bytes: stat.size, sha256: expected.sha256, source: known?.source ?? 'found' });
    return true;
  }

  const files: ModelFile[] = [];
  for (const file of model.files) if (!(await isRight(file.name, file))) files.push(file);
  const derived: DerivedFile[] = [];
  for (const file of model.derived) if (!(await isRight(file.name, readRecord(dir)[file.name]))) derived.push(file);
  const fetchBytes = files.reduce(
    (sum, file) => sum + file.bytes - partBytes(store.file(model.id, file.name), file),
    0,
  );
  return { model, files, derived, fetchBytes };
}

function partBytes(path: string, file: ModelFile): number {
  const sizes = file.sources.map((source) => keptBytes(partPath(path, source.kind), !('parts' in source)));
  return Math.min(file.bytes, Math.max(0, ...sizes));
}
