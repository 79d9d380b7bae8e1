import { breaksAfter, isCjk, isSpace } from './characters.ts';
import { mayDefine, withoutDefinitions } from './constructs/definition.ts';
import { cutEarly, cutLong, EARLY, LONG, weight } from './cut.ts';
import { concat, EMPTY, type Flat } from './flat.ts';
import type { Inline } from './inline.ts';
import { createSafeReader } from './safe-inline.ts';
import { endsSentence, isOpen, splitSentences } from './segment.ts';
import { createStops } from './stops.ts';

/** One run of inline Markdown (a paragraph, a heading, a cell) on its way to sentences. */
export interface Prose {
  write(text: string): void;
  /** The line has ended; the paragraph may go on. */
  newline(): void;
  /** Takes back what of the last line, ended by `newline`, has not been said. */
  dropLine(): void;
  end(): void;
}

export interface ProseOut {
  sentence(flat: Flat): void;
  /** A run that holds nothing but images without description. */
  image(): void;
}

const LETTERS = /[A-Za-z]+/y;
/** One word. A question stays alone: it is heard by its end. */
const TINY = /^(?:[^。！？]{1,5}[。！]|[\p{L}\p{N}']{1,12}[.!])$/u;
/** Raw text of this length without a sentence's end is read nevertheless. */
const LONG_RAW = 400;
const LONG_RAW_STEP = 150;
/** So many possible ends are looked at one by one; after that only every so many characters. */
const EAGER_TRIES = 4;
const LATER_TRIES_STEP = 120;
/** Markup that is still open after so much raw text is taken as text: memory and time stay bounded. */
const MAX_HALF_OPEN = 1200;

/**
 * Gives each sentence as soon as its end is certain. What is decided depends on the text before a place only, and is
 * asked at places that the text defines (the first character after a possible end, a line feed, a length), never at
 * the borders of what is written: so the sentences are the same however the text is cut.
 */
export function createProse(out: ProseOut, { early = false }: { readonly early?: boolean } = {}): Prose {
  const reader = createSafeReader();
  let raw = '';
  /** Read already, and not yet a whole sentence. */
  let carry: Flat = EMPTY;
  const stops = createStops();
  /** Where the possible end lies in `raw`, behind quotes and brackets. */
  let mark = 0;
  /** The last place in `raw` where a long text may be cut. */
  let breakAt = 0;
  let nextCheck = LONG_RAW;
  let tries = 0;
  let nextTry = 0;
  let lineStart = 0;
  let lastLineStart = 0;
  let first = true;
  let images = 0;
  let said = false;
  /** A sentence of one word that waits for the next one. */
  let tiny: Flat = EMPTY;
  /** Raw text behind a cut that went through a secret: the rest of that run is dropped. */
  let inSecret = false;

  function step(char: string): void {
    if (inSecret) {
      if (!isSpace(char)) return;
      inSecret = false;
    }
    if (stops.before(char)) candidate(char);
    raw += char;
    if (breaksAfter(char)) breakAt = raw.length;
    if (stops.after(char)) mark = raw.length;
    if (raw.length >= nextCheck) readLong();
    if (early && !said && isSpace(char) && raw.length > EARLY) leaveEarly();
  }

  /** Says the first clauses of a long first sentence, if markup is closed there. */
  function leaveEarly(): void {
    if (mayDefine(raw) || carry.text !== '') return;
    const at = cutEarly(raw);
    if (at === undefined) return;
    const inline = reader.read(raw.slice(0, at));
    if (inline.halfOpen || isOpen(inline.flat.text)) return;
    say(splitSentences(inline.flat));
    drop(at, inline);
  }

  /** Says what stands before the mark, if a sentence ends there. */
  function candidate(next: string): void {
    if (mark === 0 || raw.length < nextTry || (first && mayDefine(raw))) return;
    tries += 1;
    if (tries >= EAGER_TRIES) nextTry = raw.length + LATER_TRIES_STEP;
    const inline = reader.read(raw.slice(0, mark));
    if (inline.halfOpen && raw.length < MAX_HALF_OPEN) return;
    const flat = concat(carry, inline.flat);
    if (!endsSentence(flat, next)) return;
    say(splitSentences(flat));
    carry = EMPTY;
    drop(mark, inline);
  }

  function readLong(): void {
    nextCheck = raw.length + LONG_RAW_STEP;
    if (first && mayDefine(raw) && raw.length < MAX_HALF_OPEN) return;
    const at = breakAt > 0 ? breakAt : raw.length >= MAX_HALF_OPEN ? wholeCharacters(raw) : 0;
    if (at === 0) return;
    const inline = reader.read(raw.slice(0, at));
    if (inline.halfOpen && raw.length < MAX_HALF_OPEN) return;
    const flat = concat(carry, inline.flat);
    const pieces = splitSentences(flat);
    const last = pieces.pop() ?? EMPTY;
    say(pieces);
    const cuts = weight(last.text) > LONG ? cutLong(last) : [last];
    const rest = cuts.pop() ?? EMPTY;
    for (const piece of cuts) emit(piece);
    carry = /\s$/.test(flat.text) && rest.text !== '' ? { ...rest, text: `${rest.text} ` } : rest;
    inSecret = breakAt === 0 && inline.endsInSecret;
    drop(at, inline);
  }

  function drop(length: number, inline: Inline): void {
    reader.passed(raw.slice(0, length));
    images += inline.images;
    raw = raw.slice(length);
    breakAt = Math.max(0, breakAt - length);
    mark = Math.max(0, mark - length);
    lineStart = Math.max(0, lineStart - length);
    lastLineStart = Math.max(0, lastLineStart - length);
    nextCheck = LONG_RAW;
    tries = 0;
    nextTry = 0;
    first = false;
  }

  function say(sentences: readonly Flat[]): void {
    for (const sentence of sentences) for (const piece of cutLong(sentence)) emit(piece);
  }

  /** A tiny sentence goes with the next one of its run; the first one never waits. */
  function emit(flat: Flat): void {
    const before = tiny;
    tiny = EMPTY;
    if (before.text !== '' && isJapanese(before.text) !== isJapanese(flat.text)) out.sentence(before);
    else if (before.text !== '') {
      out.sentence(concat({ ...before, text: `${before.text}${isJapanese(flat.text) ? '' : ' '}` }, flat));
      return;
    }
    if (said && TINY.test(flat.text)) tiny = flat;
    else out.sentence(flat);
    said = true;
  }

  return {
    write(text) {
      let i = 0;
      while (i < text.length) {
        step(text.charAt(i));
        i += 1;
        // Letters behind a letter change nothing but the text: they are taken in at once.
        LETTERS.lastIndex = i;
        const end = i + (LETTERS.exec(text)?.[0].length ?? 0);
        if (end === i || inSecret || stops.pending() || raw.length + end - i >= nextCheck) continue;
        raw += text.slice(i, end);
        i = end;
      }
    },
    newline() {
      const shown = raw.trimEnd();
      if (shown.endsWith(':')) mark = shown.length;
      if (stops.pending() || mark === shown.length) candidate('\n');
      if (raw !== '') stops.after('\n');
      if (raw !== '') raw += '\n';
      breakAt = raw.length;
      lastLineStart = lineStart;
      lineStart = raw.length;
    },
    dropLine() {
      raw = raw.slice(0, lastLineStart);
    },
    end() {
      const inline = reader.read(first ? withoutDefinitions(raw) : raw);
      images += inline.images;
      say(splitSentences(concat(carry, inline.flat)));
      if (tiny.text !== '') out.sentence(tiny);
      if (!said && images > 0) out.image();
    },
  };
}

function wholeCharacters(raw: string): number {
  const last = raw.charCodeAt(raw.length - 1);
  return last >= 0xd800 && last <= 0xdbff ? raw.length - 1 : raw.length;
}

function isJapanese(text: string): boolean {
  return [...text].some(isCjk);
}
