import { existsSync, statSync } from 'node:fs';
import { StreamTtsError } from '../spec/errors.ts';
import { sha256File } from './hash.ts';
import { readRecord, writeRecord } from './record.ts';
import type { Store } from './store.ts';

export interface FileReport {
  readonly name: string;
  readonly bytes: number;
  /** Absent when the file is right. */
  readonly problem?: 'missing' | 'wrong size' | 'corrupt';
}

export interface VerifyReport {
  readonly id: string;
  readonly ok: boolean;
  readonly files: readonly FileReport[];
}

export interface VerifyOptions {
  readonly store: Store;
  readonly signal?: AbortSignal;
  /** Told after every file. */
  readonly onFile?: (id: string, file: FileReport) => void;
}

/**
 * Hashes every file again. Damaged files are struck from the record, so that the model counts as missing and the next
 * pull replaces them. Derived files are compared with the sha256 noted when they were made.
 */
export async function verify(ids: readonly string[], options: VerifyOptions): Promise<VerifyReport[]> {
  const { store, signal, onFile } = options;
  const reports: VerifyReport[] = [];
  for (const id of new Set(ids.map((id) => store.entry(id).id))) {
    const model = store.entry(id);
    const dir = store.dir(model.id);
    const record = readRecord(dir);
    const files: FileReport[] = [];
    const expected = [
      ...model.files,
      ...model.derived.map(({ name }) => ({ name, bytes: -1, sha256: '', ...record[name] })),
    ];
    for (const { name, bytes, sha256 } of expected) {
      const file = await check(store.file(model.id, name), name, bytes, sha256, signal);
      files.push(file);
      onFile?.(model.id, file);
    }
    const bad = new Set(files.filter((file) => file.problem).map((file) => file.name));
    if (existsSync(dir) && bad.size > 0) {
      writeRecord(dir, Object.fromEntries(Object.entries(record).filter(([name]) => !bad.has(name))));
    }
    reports.push({ id: model.id, ok: bad.size === 0, files });
  }
  return reports;
}

/** The error that names what is damaged; undefined when nothing is. */
export function corruption(reports: readonly VerifyReport[]): StreamTtsError | undefined {
  const bad = reports.filter((report) => !report.ok);
  if (bad.length === 0) return undefined;
  const named = bad.flatMap((report) =>
    report.files.filter((file) => file.problem).map((file) => `${report.id}/${file.name} (${file.problem})`),
  );
  return new StreamTtsError({
    code: 'model-corrupt',
    stage: 'models',
    exitCode: 3,
    message: `Not as they should be: ${named.join(', ')}.`,
    fix: `npx stream-tts models pull ${bad.map((report) => report.id).join(' ')}`,
  });
}

async function check(
  path: string,
  name: string,
  bytes: number,
  sha256: string,
  signal: AbortSignal | undefined,
): Promise<FileReport> {
  const size = statSync(path, { throwIfNoEntry: false })?.size;
  if (size === undefined) return { name, bytes: 0, problem: 'missing' };
  if (size !== bytes) return { name, bytes: size, problem: 'wrong size' };
  const right = (await sha256File(path, { signal })) === sha256;
  return { name, bytes: size, ...(right ? {} : { problem: 'corrupt' as const }) };
}
