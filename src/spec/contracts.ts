import type { Pcm, Sentence, SourcePart, Span } from './parts.ts';

/**
 * Reads one agent's stream. A machine with an explicit end: the same parts come out however the bytes are cut.
 * Never throws on input; unknown things are counted, never spoken.
 */
export interface Source {
  readonly format: string;
  write(chunk: Uint8Array): SourcePart[];
  end(): SourcePart[];
}

/** A term of the source language and how it is to be said. */
export interface Term {
  readonly source: string;
  readonly target: string;
}

/** A sentence and its translation, as it was spoken. */
export interface Said {
  readonly source: string;
  readonly translation: string;
}

export interface TranslateOptions {
  /** BCP 47. */
  readonly to: string;
  /** What was said before this sentence, oldest first: at most as many as the translator asks for. */
  readonly context: readonly Said[];
  /** Terms of this sentence and how they are to be said. */
  readonly terms?: readonly Term[];
  /** Spans of this sentence that must come through unchanged, in the order of the text. */
  readonly kept?: readonly Span[];
  /** 0 for the first try; a later one may use another prompt. */
  readonly attempt: number;
  /** The beginning of the translation, spoken already: only what follows it is asked for. See `continues`. */
  readonly given?: string;
  readonly signal: AbortSignal;
}

export interface WarmOptions {
  /** How much is loaded, 0 to 1; engines that do not know it say nothing. */
  readonly onProgress?: (share: number) => void;
}

export interface Translator {
  /** `NAME` or `NAME:MODEL`, as in `--translator`. */
  readonly name: string;
  /** What computes: `CPU`, `metal`, `cuda`, `vulkan` …; undefined before `warm`, and where that is not known. */
  readonly device?: string | undefined;
  /** True when it can go on from the beginning of a translation; only then may a clause of its be spoken early. */
  readonly continues?: boolean;
  /** True when it answers the same to the same; then what was refused is not asked for again. */
  readonly repeats?: boolean;
  /** How many sentences before this one change its answers, and from which try on; none without. */
  readonly context?: { readonly sentences: number; readonly fromTry: number };
  /** Whatever else its answers depend on beside its name: how it asks its model. */
  readonly variant?: string;
  /** Loads the model and evaluates what never changes; idempotent. Rejects with a StreamTtsError. */
  warm(options?: WarmOptions): Promise<void>;
  /** Yields pieces of the translation as they come; joined they are the translation. Stops soon after an abort. */
  translate(sentence: Pick<Sentence, 'text' | 'spans' | 'language'>, options: TranslateOptions): AsyncIterable<string>;
  dispose(): Promise<void>;
}

/** What a translation depends on. */
export interface TranslationKey {
  readonly text: string;
  readonly translator: string;
  /** The translator's `variant`; empty where it has none. */
  readonly variant: string;
  readonly to: string;
  readonly glossary: string;
  /** What the translator was given of it; empty for most. */
  readonly context: readonly Said[];
  /**
   * Of an answer that no check passed, known so that it is not asked for again: in every way in which it is asked, or in as
   * many as there was time for, which counts only where there is no more.
   */
  readonly refused?: 'in every way' | 'in haste';
}

/** Translations that were spoken before, and answers that were refused. */
export interface TranslationMemory {
  get(key: TranslationKey): string | undefined;
  put(key: TranslationKey, translation: string): void;
}

export interface SpeakOptions {
  /** 1 is the voice's own pace. */
  readonly speed: number;
  /** BCP 47, of this text; the first of the voice's languages without. */
  readonly language?: string;
  /** Milliseconds of sound that is still to be heard before this; so long its first may take. None without. */
  readonly soundLeftMs?: number;
  readonly signal: AbortSignal;
  /** Told in one sentence what was not as it should be, where it is said all the same. */
  readonly onWarning?: (message: string) => void;
}

export interface Voice {
  /** `NAME:VOICE`, as in `--voice`. */
  readonly name: string;
  /** BCP 47 codes of what it can say, its own language first. */
  readonly languages: readonly string[];
  readonly sampleRateHz: number;
  /** Why it was chosen, where another could have been. */
  readonly reason?: string | undefined;
  /** What has to be named where its sound is published. */
  readonly credit?: string | undefined;
  warm(options?: WarmOptions): Promise<void>;
  /** Yields sound as soon as it is made, without silence at either end of the utterance. */
  speak(text: string, options: SpeakOptions): AsyncIterable<Pcm>;
  dispose(): Promise<void>;
}

/** What a sound depends on. */
export interface SoundKey {
  readonly voice: string;
  readonly text: string;
  readonly speed: number;
  /** BCP 47, where the voice was told it. */
  readonly language?: string;
  /** Whatever else the voice reads by: the user's own terms, a graph. */
  readonly variant: string;
}

/** Sounds that were heard before. */
export interface SoundMemory {
  get(key: SoundKey): Promise<Pcm | undefined>;
  put(key: SoundKey, pcm: Pcm): void;
}

/** One loudspeaker, or a file in its place. */
export interface Player {
  readonly name: string;
  /** False where sound is not heard as it is written (a file): then nothing can run dry. */
  readonly realTime: boolean;
  /** Resolves when the player has room for more. Rejects when the sound system fails. After `stop` it does nothing. */
  write(samples: Float32Array): Promise<void>;
  /** Resolves when all that was written has been heard. */
  drain(): Promise<void>;
  /** How many of the samples that were written have not been heard yet. */
  unheard(): Promise<number>;
  /** Silence at once, as far as the sound system can; `resume` goes on with the next sample. Writes may wait. */
  pause(): Promise<void>;
  resume(): Promise<void>;
  /**
   * Silence at once: drops what was written and not heard, also what writes still hold back, and says how many samples
   * that were. What is written later is played.
   */
  clear(): Promise<number>;
  /** Silence at once: what was written and not heard is dropped, and nothing written later is ever played. */
  stop(): void;
  dispose(): Promise<void>;
}
