import type { Readable, Writable } from 'node:stream';
import type { ParseArgsConfig } from 'node:util';

/** The world as a command sees it; tests hand in their own. */
export interface Io {
  readonly stdin: Readable & { readonly isTTY?: boolean };
  readonly stdout: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly stderr: Writable & { readonly isTTY?: boolean; readonly columns?: number };
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
}

export interface Arguments {
  readonly values: Readonly<Record<string, string | boolean | Array<string | boolean> | undefined>>;
  readonly positionals: readonly string[];
}

/** One command of the program. `--json` and `--help` exist on every command and need not be declared. */
export interface Command {
  readonly name: string;
  readonly summary: string;
  /** The whole help text, with examples. */
  readonly help: string;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** Ctrl-C and SIGTERM are how it is meant to end: no interruption. */
  readonly runsUntilStopped?: boolean;
  /** Returns the exit code. A StreamTtsError that it throws is printed and gives its own exit code. */
  run(args: Arguments, io: Io): Promise<number>;
}
