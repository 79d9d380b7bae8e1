import type { Frame } from '../wire/frames.ts';

/** Counts up when client and warm process would misunderstand each other. */
export const PROTOCOL = 1;

/** What a client begins with. Its bytes follow as `data` frames, in order, then `end`. */
export type Request =
  | {
      readonly type: 'speak';
      readonly protocol: number;
      /** The words after the program's name: the warm process reads them, so that the client need not. */
      readonly argv: readonly string[];
      readonly cwd: string;
      /** Those variables that are settings. */
      readonly env: Readonly<Record<string, string>>;
      /** So many sentences were heard before the warm process was lost and started again. */
      readonly heard: number;
    }
  | {
      readonly type: 'control';
      readonly protocol: number;
      readonly action: string;
      readonly args: Readonly<Record<string, string | number | boolean>>;
    };

/** What a client may say after a `speak`. `abort` is Ctrl-C; losing the client means the same. */
export type Later = { readonly type: 'data' } | { readonly type: 'end' } | { readonly type: 'abort' };

/** What the warm process says. */
export type Answer =
  /** The words are understood; the client reads its input now. */
  | { readonly type: 'accepted'; readonly input: Input; readonly outputs: Outputs }
  /** The settings want the engines in the client's own process. */
  | { readonly type: 'declined' }
  | { readonly type: 'event'; readonly event: unknown }
  /** The end of a `speak`. */
  | { readonly type: 'result'; readonly exitCode: number; readonly sentences: number }
  /** The end of a `control`. */
  | { readonly type: 'reply'; readonly value: unknown }
  /** The end of either: a sentence for the user, a command to type, and the exit code. */
  | { readonly type: 'refused'; readonly message: string; readonly fix?: string; readonly exitCode: number };

/** Where the client finds its bytes. */
export interface Input {
  /** Absolute; stdin without. */
  readonly file?: string;
  readonly follow?: boolean;
  /** In place of any input. */
  readonly text?: string;
}

/** What the client itself writes: the captions' file and the event log's, absolute, or `-`. */
export interface Outputs {
  readonly captions?: string;
  readonly events?: string;
}

/** The head of a frame that has a type. */
export function typed<T extends { readonly type: string }>({ head }: Frame): T | undefined {
  return typeof head.type === 'string' ? (head as unknown as T) : undefined;
}
