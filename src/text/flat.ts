import type { Span, SpanKind } from '../spec/parts.ts';
import { dropEmoji } from './constructs/emoji.ts';

/** Prose without markup. A line feed in it is a break the writer asked for; all other whitespace is single spaces. */
export interface Flat {
  readonly text: string;
  readonly spans: readonly Span[];
}

export const EMPTY: Flat = { text: '', spans: [] };

const INVISIBLE = /[\u00ad\u200b\u2060\ufeff\u200e\u200f\u202a-\u202e\u2066-\u2069]|\ufe0f/g;

// ASCII with single spaces: nothing in it is cleaned.
const PLAIN = /^ ?(?:[!-~]+ )*[!-~]*$/;

export interface FlatBuilder {
  readonly length: () => number;
  /** Adds text as written, with whitespace collapsed; with a kind it becomes a span. */
  add(text: string, kind?: SpanKind): void;
  /** A line break the writer asked for. */
  lineBreak(): void;
  /** Makes a span of all that was added since `start`, unless spans stand there already. */
  mark(start: number, kind: SpanKind): void;
  build(): Flat;
}

export function createFlatBuilder(from: Flat = EMPTY): FlatBuilder {
  let text = from.text;
  const spans: Span[] = [...from.spans];

  function append(piece: string): void {
    if (piece === '') return;
    const tail = text.at(-1);
    const glued = (tail === undefined || tail === ' ' || tail === '\n') && piece.startsWith(' ');
    text += glued ? piece.slice(1) : piece;
  }

  return {
    length: () => text.length,
    add(piece, kind) {
      const clean = PLAIN.test(piece)
        ? piece
        : (kind === 'code' ? piece : dropEmoji(piece)).replace(INVISIBLE, '').replace(/\s+/g, ' ');
      if (kind === undefined) {
        append(clean);
        return;
      }
      if (clean.startsWith(' ')) append(' ');
      const start = text.length;
      append(clean.trim());
      if (text.length > start) spans.push({ start, end: text.length, kind });
      if (clean.endsWith(' ')) append(' ');
    },
    lineBreak() {
      if (text === '') return;
      text = `${text.trimEnd()}\n`;
    },
    mark(start, kind) {
      if (text.length > start && !spans.some((span) => span.end > start)) spans.push({ start, end: text.length, kind });
    },
    build: () => ({ text, spans: spans.toSorted((a, b) => a.start - b.start) }),
  };
}

/** A stretch of prose with its spans, without whitespace at its ends. A span that is cut keeps its part. */
export function slice(flat: Flat, from: number, to: number): Flat {
  let start = from;
  let end = to;
  while (start < end && isSpace(flat.text[start])) start += 1;
  while (end > start && isSpace(flat.text[end - 1])) end -= 1;
  const spans = flat.spans
    .filter((span) => span.start < end && span.end > start)
    .map(({ start: s, end: e, kind }) => ({ start: Math.max(s, start) - start, end: Math.min(e, end) - start, kind }));
  return { text: flat.text.slice(start, end), spans };
}

/** Two stretches as one, as they stood in the text. */
export function concat(a: Flat, b: Flat): Flat {
  if (a.text === '') return b;
  const glued = /\s$/.test(a.text) && b.text.startsWith(' ') ? slice(b, 0, b.text.length) : b;
  const shift = a.text.length;
  const spans = glued.spans.map(({ start, end, kind }) => ({ start: start + shift, end: end + shift, kind }));
  return { text: a.text + glued.text, spans: [...a.spans, ...spans] };
}

function isSpace(char: string | undefined): boolean {
  return char === ' ' || char === '\n';
}
