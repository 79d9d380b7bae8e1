import type { SpanKind } from '../../spec/parts.ts';

/**
 * How one thing sounds in one language. With `kinds` it says whole spans of these kinds (where `pattern` is given, those that
 * match it); without, it replaces what `pattern` finds in the words between spans.
 */
export interface Rule {
  readonly name: string;
  readonly kinds?: readonly SpanKind[];
  readonly pattern?: RegExp;
  readonly say: Say;
  /** A sentence in Markdown and how it is said; the tests hold every rule to its own. */
  readonly examples: ReadonlyArray<readonly [written: string, said: string]>;
}

/** What to say for what was written; the groups of the pattern, and how words between spans are said. */
export type Say = (written: string, groups: readonly string[], words: (text: string) => string) => string;
