/** The words the road is written in: what a source yields, what the text room makes of it, and sound. */

/** One piece of what an agent's stream holds. Only `text-*` parts are spoken, and notices where they are asked for. */
export type SourcePart =
  | { readonly type: 'session'; readonly sessionId: string }
  | { readonly type: 'turn-start'; readonly turnId: string }
  /** A block of prose begins. Blocks do not overlap; the end of one is a paragraph break. */
  | { readonly type: 'text-start'; readonly messageId: string }
  | { readonly type: 'text-delta'; readonly text: string }
  | { readonly type: 'text-end' }
  | { readonly type: 'turn-end'; readonly reason: string }
  /**
   * The agent takes back what it has not finished saying (a reset, a retried or retracted message). The open block is
   * void: no `text-end` comes for it.
   */
  | { readonly type: 'abort'; readonly reason: string }
  /** Something that the agent wants a person to know (permission asked, waiting, an API error); it may stand anywhere. */
  | { readonly type: 'notice'; readonly text: string; readonly kind: string }
  /** Lines or blocks that were read and not known, counted; given at a turn's end. */
  | { readonly type: 'ignored'; readonly format: string; readonly kind: string; readonly count: number }
  /** Something in the input was wrong; the road goes on. */
  | { readonly type: 'warning'; readonly code: string; readonly message: string }
  /** Characters that the agent wrote and nobody hears (thinking, tool input): only a paced replay uses them. */
  | { readonly type: 'unspoken'; readonly characters: number }
  /** The time that a line of the stream carries, in milliseconds since 1970: only a paced replay uses it. */
  | { readonly type: 'timestamp'; readonly atMs: number };

export const SPAN_KINDS = [
  'code', // inline code as written
  'identifier',
  'path',
  'url',
  'link', // a link's text
  'version',
  'flag',
  'hash',
  'number', // also ordinals, ranges and ratios
  'quantity', // a number with its unit, a percentage, money
  'date',
  'time',
  'name', // of a product or a type, by its capitals: GitHub, UserService, Node.js
  'email',
  'env', // a variable of the environment: $HOME, NODE_ENV=test
  'uuid',
  'key', // keys pressed together: Ctrl+C
  'math', // TeX as written, without its dollars
] as const;

export type SpanKind = (typeof SPAN_KINDS)[number];

/** A stretch of a sentence's `text`, in UTF-16 code units, `end` exclusive. */
export interface Span {
  readonly start: number;
  readonly end: number;
  readonly kind: SpanKind;
}

/** Something said about the text instead of the text itself; rendered in the language spoken, never translated. */
export type Announcement =
  | { readonly key: 'code-block'; readonly language: string; readonly lines: number }
  | { readonly key: 'table'; readonly rows: number; readonly columns: number }
  | { readonly key: 'link'; readonly host: string }
  | { readonly key: 'image' }
  | { readonly key: 'formula' }
  /** A list of mainly paths, identifiers or hashes: how many, and the first two. */
  | { readonly key: 'list'; readonly count: number; readonly first: string; readonly second: string }
  /** What comes before the text of an item: its number, or whether its task is done. */
  | { readonly key: 'item'; readonly number: number }
  | { readonly key: 'task'; readonly done: boolean }
  | { readonly key: 'footnote' }
  /** A list or a table that is not read: how many items or rows it has. */
  | { readonly key: 'items'; readonly kind: 'list' | 'table'; readonly count: number }
  /** Sentences were left out; `more` says them. */
  | { readonly key: 'more'; readonly count: number }
  /** Comes before a sentence that is spoken as it was written, because no translation of it could be trusted. */
  | { readonly key: 'original' };

/** Where in its block of prose a sentence stands. */
export interface Place {
  /** Counts up with each paragraph, heading, list, table and block of code. */
  readonly block: number;
  readonly kind: BlockKind;
  /** Of a list: the outermost item that it belongs to, from 1. */
  readonly item?: number;
}

export type BlockKind = 'paragraph' | 'heading' | 'list' | 'table' | 'code';

/** Prose without markup; identifiers, paths, numbers and URLs stand as written and are marked by spans. */
export interface Sentence {
  readonly sentenceId: string;
  readonly messageId: string;
  readonly text: string;
  readonly spans: readonly Span[];
  /** How the sentence would be said untranslated. */
  readonly spoken: string;
  /** BCP 47, of `text`. */
  readonly language: string;
  readonly announce?: Announcement;
  /** Said before the sentence, rendered in the language spoken: an item's number, a task's state. In `spoken` already. */
  readonly intro?: Announcement;
  readonly place?: Place;
}

/** Words that begin to sound at a sample of a piece. */
export interface Phrase {
  readonly at: number;
  /** As in the text that the voice was given; empty where only the beginning is known. */
  readonly text: string;
}

/** Mono sound: samples in [-1, 1] at `sampleRateHz`. */
export interface Pcm {
  readonly samples: Float32Array;
  readonly sampleRateHz: number;
  /** The phrases that begin in this piece, where the voice knows, by its own durations. */
  readonly says?: readonly Phrase[];
  /** What the listener multiplied the speed by when it was made; 1 without. */
  readonly pace?: number;
  /** What this utterance still has to give after this piece, in milliseconds of sound, as far as the voice can tell. */
  readonly remaining?: {
    readonly nextMs: number;
    readonly totalMs: number;
    /** Work for a millisecond of it, where the voice knows that better than the work for this piece tells. */
    readonly pace?: number;
  };
}
