import { isCjk } from './characters.ts';
import { type Flat, slice } from './flat.ts';

/** From this length on a sentence is cut, in units of a Latin letter. */
export const LONG = 220;

const TARGET = 200;
const SHORTEST = 30;
// Only a run that no clause edge breaks is cut between words.
const HARD = 320;
const CJK_WEIGHT = 2.5;

const CLAUSE_EDGE =
  /[;:,—–](?= )|[、，；：]|(?= (?:and|but|or|so|because|which|while|although|whereas|then|unless|if) )/g;
const WORD_EDGE = /(?= )/g;

/** How long a text is to the ear: a Japanese character says more than a letter. */
export function weight(text: string): number {
  let sum = 0;
  for (const char of text) sum += isCjk(char) ? CJK_WEIGHT : 1;
  return sum;
}

/** Cuts a sentence that is too long to follow at the edges of its clauses; one that is not comes back whole. */
export function cutLong(flat: Flat): Flat[] {
  const pieces: Flat[] = [];
  let rest = flat;
  while (weight(rest.text) > LONG) {
    const at = lastEdge(rest, CLAUSE_EDGE, TARGET) ?? (weight(rest.text) > HARD ? hardEdge(rest) : undefined);
    if (at === undefined) break;
    pieces.push(slice(rest, 0, at));
    rest = slice(rest, at, rest.text.length);
  }
  return rest.text === '' ? pieces : [...pieces, rest];
}

/** A first sentence this long may leave before its end, in characters of Markdown. */
export const EARLY = 60;
const EARLY_SHORTEST = 24;
// A comma is an edge only where a clause follows, or where the sentence began with one: "the parser, the lexer" is a list.
const SUBJECTS = 'I|it|we|you|they|this|that|there|these|the|he|she|here';
const EARLY_EDGE = new RegExp(
  `;(?= )|(?: [—–]| -)(?= (?:${SUBJECTS}|but|so|and|not|which)\\b)|` +
    `,(?= (?:but|so|because|which|while|since|although|though|then|where|if|unless|whereas|and (?:I|it|we|you|they|this|that|there|then|now|also)) )`,
  'g',
);
const SUBORDINATE =
  /^\W*(?:if|when|while|since|because|although|though|after|before|once|as|based|looking|given|unless|until|to|for|in|with|now that) /i;

const OPENS_CLAUSE = new RegExp(`^ (?:${SUBJECTS}|let)\\b`);

/** Where the beginning of a long sentence may leave by itself: behind the last edge of a clause, or undefined. */
export function cutEarly(raw: string): number | undefined {
  let at: number | undefined;
  for (const match of raw.matchAll(EARLY_EDGE)) {
    const end = match.index + match[0].trimEnd().length;
    if (end >= EARLY_SHORTEST && end < raw.length - 1) at = end;
  }
  if (at === undefined && SUBORDINATE.test(raw)) {
    const comma = raw.indexOf(',') + 1;
    if (comma >= EARLY_SHORTEST && OPENS_CLAUSE.test(raw.slice(comma))) at = comma;
  }
  return at;
}

function hardEdge(flat: Flat): number | undefined {
  // A clause that is over the target but ends soon after is better whole than cut between words.
  const late = lastEdge(flat, CLAUSE_EDGE, HARD) ?? lastEdge(flat, WORD_EDGE, TARGET);
  if (late !== undefined) return late;
  const limit = prefixOfWeight(flat.text, TARGET);
  return limit < flat.text.length ? limit : undefined;
}

function lastEdge(flat: Flat, edges: RegExp, target: number): number | undefined {
  const limit = prefixOfWeight(flat.text, target);
  let found: number | undefined;
  for (const match of flat.text.matchAll(edges)) {
    const at = match.index + match[0].length;
    if (at > limit) break;
    const tail = flat.text.length - at;
    const inside = flat.spans.some((span) => span.start < at && at < span.end);
    if (at >= SHORTEST && tail >= SHORTEST && !inside && !inBrackets(flat.text, at)) found = at;
  }
  return found;
}

function inBrackets(text: string, at: number): boolean {
  const before = text.slice(0, at);
  return /[(（「][^)）」]*$/.test(before) && /^[^(（「]*[)）」]/.test(text.slice(at));
}

/** How many UTF-16 code units come to a weight; never between the two halves of a character. */
function prefixOfWeight(text: string, target: number): number {
  let sum = 0;
  let length = 0;
  for (const char of text) {
    sum += isCjk(char) ? CJK_WEIGHT : 1;
    if (sum > target) break;
    length += char.length;
  }
  return length;
}
