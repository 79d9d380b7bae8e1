import { rangeKana } from './numbers/expressions.ts';
import type { OwnTerms } from './own-terms.ts';
import type { Matcher, Span } from './span.ts';

/** Anything that the rules read starts with one of these; all else is the dictionary's. */
const START = /[!-~¥€£₩₹〜–—µμ]/;

/**
 * Every stretch of the text that is read without the dictionary, from left to right: the user's own terms before all, then
 * what the first of the matchers knows.
 */
export function findSpans(text: string, matchers: readonly Matcher[], own?: OwnTerms): Span[] {
  const spans: Span[] = [];
  for (let at = 0; at < text.length; ) {
    const sign = text.charAt(at);
    const taught = own?.starts.has(sign) ? own.match(text, at) : undefined;
    const span = taught ?? (START.test(sign) ? (range(text, at) ?? firstMatch(text, at, matchers)) : undefined);
    if (span && span.end > at) spans.push(span);
    at = Math.max(at + 1, span?.end ?? 0);
  }
  return spans;
}

function firstMatch(text: string, at: number, matchers: readonly Matcher[]): Span | undefined {
  for (const match of matchers) {
    const span = match(text, at);
    if (span) return span;
  }
  return undefined;
}

function range(text: string, at: number): Span | undefined {
  const kana = rangeKana(text, at);
  return kana === undefined
    ? undefined
    : { start: at, end: at + 1, kind: 'latin', pieces: [{ surface: text[at] ?? '', kana }] };
}
