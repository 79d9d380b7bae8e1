/**
 * One source of a file failed; another may do.
 * `unreachable`: the place itself cannot be had (no network, no pip): not worth asking again in this run.
 * `refused`: this file is not to be had there, or not with the right bytes.
 */
export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly kind: 'unreachable' | 'refused';

  constructor(kind: 'unreachable' | 'refused', message: string, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.kind = kind;
  }
}

/** The innermost system error code (`ENOSPC`, `ENOTFOUND` …) of an error and its causes. */
export function systemCode(error: unknown): string | undefined {
  for (let at = error; at instanceof Error; at = at.cause) {
    if ('code' in at && typeof at.code === 'string' && /^E[A-Z]+$/.test(at.code)) return at.code;
  }
  return undefined;
}

/** Errors of writing on this machine, which must not pass for errors of a source. */
export function isOwnDisk(error: unknown): boolean {
  return ['ENOSPC', 'EDQUOT', 'EACCES', 'EPERM', 'EROFS', 'EIO', 'EFBIG'].includes(systemCode(error) ?? '');
}
