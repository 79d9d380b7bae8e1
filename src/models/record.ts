import { mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** Written after verification: what `installed.json` in a model's directory says about one file. */
export interface FileRecord {
  readonly bytes: number;
  readonly sha256: string;
  /** When the file was last written, so that a file changed behind our back is hashed again. */
  readonly mtimeMs: number;
  /** Where the bytes came from; of a derived file, its recipe. */
  readonly source: string;
}

export type InstallRecord = Readonly<Record<string, FileRecord>>;

const schema = z.object({
  version: z.literal(1),
  files: z.record(
    z.string(),
    z.object({ bytes: z.number(), sha256: z.string(), mtimeMs: z.number(), source: z.string() }),
  ),
});

/** An absent or unreadable record is an empty one: the files are then verified again. */
export function readRecord(modelDir: string): InstallRecord {
  try {
    return schema.parse(JSON.parse(readFileSync(recordPath(modelDir), 'utf8'))).files;
  } catch {
    return {};
  }
}

/** Replaces the record in one step. */
export function writeRecord(modelDir: string, files: InstallRecord): void {
  const path = recordPath(modelDir);
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.${process.pid}.tmp`;
  writeFileSync(temporary, `${JSON.stringify({ version: 1, files }, null, 2)}\n`);
  renameSync(temporary, path);
}

/** Records a verified file that lies in its place. */
export function noteFile(modelDir: string, name: string, record: Omit<FileRecord, 'mtimeMs'>): void {
  const { bytes, sha256, source } = record;
  const { mtimeMs } = statSync(join(modelDir, name));
  writeRecord(modelDir, { ...readRecord(modelDir), [name]: { bytes, sha256, mtimeMs, source } });
}

/** Forgets and deletes what was made by a recipe that gives other files now: `names` are those of the model. */
export function dropSuperseded(modelDir: string, recipes: ReadonlySet<string>, names: ReadonlySet<string>): void {
  const record = readRecord(modelDir);
  const superseded = Object.keys(record).filter((name) => recipes.has(record[name]?.source ?? '') && !names.has(name));
  if (superseded.length === 0) return;
  for (const name of superseded) rmSync(join(modelDir, name), { force: true });
  writeRecord(modelDir, Object.fromEntries(Object.entries(record).filter(([name]) => !superseded.includes(name))));
}

function recordPath(modelDir: string): string {
  return join(modelDir, 'installed.json');
}
