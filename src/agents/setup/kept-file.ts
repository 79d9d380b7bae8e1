import { createHash } from 'node:crypto';
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { StreamTtsError } from '../../spec/errors.ts';

/** A file of another program that is changed and can be given back byte for byte. */
export interface KeptFile {
  readonly path: string;
  /** Undefined where there is none. */
  readonly before: Buffer | undefined;
  /** Writes it in one step, and keeps how it was. */
  write(text: string): void;
  /**
   * What the file is to be again: how it was when it was written first, where nobody has changed it since; undefined
   * where somebody has, or nothing is kept. `absent` where there was none.
   */
  original(): Buffer | 'absent' | undefined;
  restore(original: Buffer | 'absent' | string): void;
}

/** `records` is a directory for what is kept; it holds copies that only the user may read. */
export function openKeptFile(wanted: string, records: string): KeptFile {
  // A file that a person keeps elsewhere (a link into their dotfiles) is changed there.
  const path = existsSync(wanted) ? realpathSync(wanted) : wanted;
  const before = existsSync(path) ? readFileSync(path) : undefined;
  const record = join(records, createHash('sha256').update(path).digest('hex').slice(0, 16));
  const copy = `${record}.before`;
  const sum = `${record}.written`;

  function replace(content: string | Buffer): void {
    try {
      mkdirSync(dirname(path), { recursive: true });
      const mode = before === undefined ? 0o600 : statSync(path).mode & 0o777;
      const temporary = `${path}.stream-tts-${process.pid}`;
      writeFileSync(temporary, content, { mode });
      chmodSync(temporary, mode);
      renameSync(temporary, path);
    } catch (error) {
      throw new StreamTtsError({
        code: 'cannot-write',
        stage: 'output',
        exitCode: 1,
        message: `${path} cannot be written (${error instanceof Error && 'code' in error ? error.code : error}); it is as it was.`,
        cause: error,
      });
    }
  }

  /** True where the file is still what was written. */
  function isOurs(): boolean {
    return before !== undefined && existsSync(sum) && readFileSync(sum, 'utf8') === sumOf(before);
  }

  return {
    path,
    before,
    write(text) {
      mkdirSync(records, { recursive: true, mode: 0o700 });
      // Written over once more, the first state is the one that a person wants back.
      if (!isOurs()) {
        if (before === undefined) rmSync(copy, { force: true });
        else writeFileSync(copy, before, { mode: 0o600 });
      }
      replace(text);
      writeFileSync(sum, sumOf(Buffer.from(text)), { mode: 0o600 });
    },
    original() {
      if (!isOurs()) return undefined;
      return existsSync(copy) ? readFileSync(copy) : 'absent';
    },
    restore(original) {
      if (original === 'absent') rmSync(path, { force: true });
      else replace(original);
      rmSync(copy, { force: true });
      rmSync(sum, { force: true });
    },
  };
}

function sumOf(bytes: Buffer): string {
  return createHash('sha256').update(bytes).digest('hex');
}
