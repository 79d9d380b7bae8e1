import type { Glossary } from '../guard/glossary.ts';
import type { Said, TranslationMemory, Translator } from '../spec/contracts.ts';
import type { Sentence } from '../spec/parts.ts';
import type { Paces, Policy } from './choice.ts';

/** What is to be said for a sentence, and how that came about. */
export interface Interpretation {
  readonly text: string;
  readonly kept: 'translation' | 'source';
  /** The engine whose text this is, or which was asked last. */
  readonly translator: string;
  /** The beginning of the translation that was handed on before the rest was known; empty when none was. */
  readonly early: string;
  /** Of the last answer, by name; empty when no engine answered. */
  readonly checks: Readonly<Record<string, boolean>>;
  readonly firstClauseMs: number | null;
  readonly totalMs: number;
}

export interface Choice {
  readonly translator: string;
  readonly reason: string;
  readonly expectedMs: number | null;
  readonly deadlineMs: number | null;
  /** What computes there, where that is known. */
  readonly device?: string;
}

/** An engine that did not answer; `source` when nothing else can and the sentence is said as it was written. */
export interface Trouble {
  readonly message: string;
  readonly goesOn: 'next' | 'source';
}

export interface InterpretOptions {
  readonly signal: AbortSignal;
  /** Milliseconds until the sound runs out; undefined when nobody waits for it. */
  readonly deadlineMs?: number | undefined;
  /** What was said before, oldest first; each engine is given as much of it as it makes use of. */
  readonly context?: readonly Said[];
  /** Time spent waiting for a translator. */
  readonly onWait?: (durationMs: number) => void;
  /** Awaited before each piece is asked for. */
  readonly before?: () => Promise<void>;
  /**
   * Takes the first clause of the translation, once it is safe to speak, while the rest is being translated; the work
   * goes on when it resolves. `restMs` is how long the rest may take; no `characters` are left where it is all, most likely.
   */
  readonly onClause?: (clause: string, rest: { restMs: number; characters: number }) => Promise<void>;
  /**
   * Milliseconds of sound that are left now, also asked while an answer is awaited; undefined when nobody waits for it.
   * Little left means that a clause is worth more now than its sentence later, and that what was refused is asked for
   * again only if the answer is there in time.
   */
  readonly soundLeftMs?: () => number | undefined;
  /** Whether other programs want the cores: then nobody knows when the rest of a sentence comes, and no clause goes before it. */
  readonly crowded?: (() => boolean) | undefined;
  readonly onChoice?: (choice: Choice) => void;
  readonly onTrouble?: (trouble: Trouble) => void;
}

export interface Interpreter {
  /** Loads the engines; rejects when none of them can work. */
  warm(): Promise<void>;
  /** Never rejects for what an engine does, unless it is the only one and cannot be had; rejects when aborted. */
  interpret(sentence: Sentence, options: InterpretOptions): Promise<Interpretation>;
}

export interface InterpreterOptions {
  /** Best first; at least one. */
  readonly translators: readonly Translator[];
  /** BCP 47, the language spoken. */
  readonly to: string;
  readonly clock: () => number;
  /** Rejects when the signal is aborted. */
  readonly sleep: (durationMs: number, signal: AbortSignal) => Promise<unknown>;
  readonly memory?: TranslationMemory | undefined;
  readonly glossary?: Glossary | undefined;
  readonly paces?: Paces | undefined;
  /** How the first engine to be asked is chosen; by deadline without. */
  readonly policy?: Policy;
  /** An engine that gives nothing for so long hangs, in milliseconds. */
  readonly silenceLimitMs?: number;
}
