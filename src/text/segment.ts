import { BEFORE_NUMBER, LEADS_ON, MAY_END } from './abbreviations.ts';
import { isCjkStop, isCloser, isDigit, isHiragana, isLower, isSpace, isStop, isUpper } from './characters.ts';
import { type Flat, slice } from './flat.ts';

const OPENERS = '([（「『【';
const CLOSERS = ')]）」』】';

// No stop, or none but at the end: what most pieces are.
const ONE_SENTENCE = /^[^.!?…。！？｡\n]*[.!?…。！？｡]*["'”’)\]}」』）*_`]*$/;

/** Cuts prose where sentences end. The last piece may be the beginning of a sentence. Nothing is lost but whitespace. */
export function splitSentences(flat: Flat): Flat[] {
  const ends = findEnds(flat, true);
  const cuts = ends.open ? findEnds(flat, false).cuts : ends.cuts;
  const pieces: Flat[] = [];
  let start = 0;
  for (const end of [...cuts, flat.text.length]) {
    const piece = slice(flat, start, end);
    if (piece.text !== '') pieces.push(piece);
    start = end;
  }
  return pieces;
}

/**
 * Whether prose that is followed by whitespace and then `next` ends a sentence. With a line feed as `next` nothing is
 * known of what follows but that the line has ended.
 */
export function endsSentence(flat: Flat, next: string): boolean {
  const text = flat.text.trimEnd();
  if (text === '' || depthOf(text) > 0) return false;
  let end = text.length;
  while (end > 0 && isCloser(text.charAt(end - 1)) && !inVerbatim(flat, end - 1)) end -= 1;
  const last = text.charAt(end - 1);
  if (inVerbatim(flat, end - 1)) return false;
  if (last === ':' && next === '\n') return true;
  if (isCjkStop(last)) return !isQuoteGoingOn(text.slice(end), next);
  if (!isStop(last)) return false;
  let start = end;
  while (start > 0 && isStop(text.charAt(start - 1))) start -= 1;
  return isEnd(text, start, end, text.length, next);
}

/** Whether a bracket is open at the end. */
export function isOpen(text: string): boolean {
  return depthOf(text) > 0;
}

function findEnds(flat: Flat, heedBrackets: boolean): { cuts: number[]; open: boolean } {
  const { text } = flat;
  if (ONE_SENTENCE.test(text)) return { cuts: [], open: false };
  const cuts: number[] = [];
  const verbatim = flat.spans.filter((span) => span.kind === 'code' || span.kind === 'url');
  let nextSpan = 0;
  let depth = 0;
  let sentence = 0;
  let i = 0;
  while (i < text.length) {
    const span = verbatim[nextSpan];
    if (span !== undefined && i >= span.start) {
      i = Math.max(i, span.end);
      nextSpan += 1;
      continue;
    }
    const char = text.charAt(i);
    if (OPENERS.includes(char)) depth += 1;
    else if (CLOSERS.includes(char)) depth = Math.max(0, depth - 1);
    if (char === '\n') {
      cuts.push(i + 1);
      sentence = i + 1;
      depth = 0;
    } else if (isStop(char) || isCjkStop(char)) {
      let stop = i + 1;
      while (isStop(text.charAt(stop)) || isCjkStop(text.charAt(stop))) stop += 1;
      let end = stop;
      while (end < text.length && isCloser(text.charAt(end))) {
        if (CLOSERS.includes(text.charAt(end))) depth = Math.max(0, depth - 1);
        end += 1;
      }
      const free = depth === 0 || !heedBrackets;
      if (free && isCut(text.slice(sentence), i - sentence, stop - sentence, end - sentence)) {
        cuts.push(end);
        sentence = end;
        depth = 0;
      }
      i = end;
      continue;
    }
    i += 1;
  }
  return { cuts, open: depth > 0 };
}

function isCut(text: string, start: number, stop: number, end: number): boolean {
  if (end >= text.length) return false;
  let at = end;
  while (at < text.length && isSpace(text.charAt(at))) at += 1;
  const next = text.charAt(at);
  if (next === '') return false;
  if (isCjkStop(text.charAt(stop - 1))) return !isQuoteGoingOn(text.slice(stop, end), next);
  return at > end && isEnd(text, start, stop, end, next);
}

/** Decides about a run of stops from `start` to `stop`, with quotes and brackets up to `end`, and whitespace after. */
function isEnd(text: string, start: number, stop: number, end: number, next: string): boolean {
  const run = text.slice(start, stop);
  const lower = isLower(next);
  if (lower && /["'”’»]/.test(text.slice(stop, end))) return false;
  if (run === '…' || (run.length > 1 && /^\.+$/.test(run))) return !lower;
  if (run !== '.') return true;
  const word = wordBefore(text, start);
  if (word === '') return false;
  const known = word.toLowerCase();
  if (LEADS_ON.has(known)) return false;
  if (MAY_END.has(known)) return next !== '\n' && isUpper(next);
  if (BEFORE_NUMBER.has(known)) return !isDigit(next);
  // "1. First" and "A. First" number what follows.
  return !(text.slice(0, start).trim() === word && /^(?:\d{1,3}|\p{L})$/u.test(word));
}

function wordBefore(text: string, end: number): string {
  let start = end;
  while (start > 0 && !isSpace(text.charAt(start - 1)) && !'([{"“‘«'.includes(text.charAt(start - 1))) start -= 1;
  return text.slice(start, end);
}

/** A quotation that ends with a full stop and is only the beginning of a Japanese sentence. */
function isQuoteGoingOn(closers: string, next: string): boolean {
  return /[」』）]/.test(closers) && isHiragana(next);
}

function depthOf(text: string): number {
  let depth = 0;
  for (const char of text) {
    if (OPENERS.includes(char)) depth += 1;
    else if (CLOSERS.includes(char)) depth = Math.max(0, depth - 1);
  }
  return depth;
}

function inVerbatim(flat: Flat, at: number): boolean {
  return flat.spans.some((span) => (span.kind === 'code' || span.kind === 'url') && at >= span.start && at < span.end);
}
