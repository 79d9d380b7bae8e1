/** The part of the road in which something went wrong. */
export type Stage = 'settings' | 'models' | 'source' | 'text' | 'translator' | 'voice' | 'player' | 'output';

/** 1: an engine failed. 2: wrong usage or settings. 3: a model or program is missing. */
export type ExitCode = 1 | 2 | 3;

/** The one error that a user may see: a sentence about what is wrong, and what to type next. */
export class StreamTtsError extends Error {
  override readonly name = 'StreamTtsError';
  /** Kebab-case, stable: part of the contract with scripts. */
  readonly code: string;
  readonly stage: Stage;
  readonly exitCode: ExitCode;
  /** A command to type, where one helps. */
  readonly fix: string | undefined;
  /** True when trying again cannot help. */
  readonly permanent: boolean;

  constructor(options: {
    code: string;
    stage: Stage;
    message: string;
    exitCode?: ExitCode;
    fix?: string;
    permanent?: boolean;
    cause?: unknown;
  }) {
    super(options.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = options.code;
    this.stage = options.stage;
    this.exitCode = options.exitCode ?? 1;
    this.fix = options.fix;
    this.permanent = options.permanent ?? true;
  }
}
