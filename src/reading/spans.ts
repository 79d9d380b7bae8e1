import { rangeKana } from './numbers/expressions.ts';
import type { Matcher, Span } from './span.ts';

/** Anything that the rules read starts with one of these; all else is the dictionary's. */
const START = /[!-~¥€£₩₹〜–—µμ]/g;

/** Every stretch of the text that one of the matchers reads, from left to right; the first matcher that knows it wins. */
export function findSpans(text: string, matchers: readonly Matcher[]): Span[] {
  const spans: Span[] = [];
  START.lastIndex = 0;
  for (let found = START.exec(text); found; found = START.exec(text)) {
    const at = found.index;
    const span = range(text, at) ?? firstMatch(text, at, matchers);
    if (!span || span.end <= at) continue;
    spans.push(span);
    START.lastIndex = span.end;
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
