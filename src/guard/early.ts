import type { Pair } from './check.ts';
import { check } from './checks.ts';
import { japaneseNumbers, spelledNumbers, writtenNumbers } from './numbers.ts';
import { OPPOSITES } from './opposites.ts';
import { denies, hidesNegation, negates } from './polarity.ts';
import { plain } from './spans.ts';

/**
 * True when the beginning of a Japanese translation, up to a comma, may be spoken before the rest is known: the
 * sentence has two parts, the clause is the translation of the one that Japanese says first, and every number, name,
 * direction and negation of that part is settled by it, while those of the other part lie wholly behind it. Where
 * nothing shows which part it is, or what is said of one part denies the other, the whole sentence must be awaited.
 */
export function maySpeakEarly(pair: Pair, clause: string): boolean {
  const { source } = pair;
  if (JOINED.test(source) || !WHOLE_CLAUSE.test(clause) || clause.length < SHORTEST) return false;
  const needsProof = CUES.test(source) || negates(source) || OPPOSITES.some((two) => sideOf(two, source));
  return edgesOf(source, [...pair.kept, ...(pair.names ?? [])]).some((edge) => {
    const [head, tail] = [part(pair, 0, edge.before), part(pair, edge.after, source.length)];
    return SUBORDINATE.test(tail.source)
      ? isSettled(tail, head, clause, needsProof)
      : isSettled(head, tail, clause, needsProof);
  });
}

/** A name before a comma is one of a list; これは and the like begin another clause. */
const WHOLE_CLAUSE = /[ぁ-ん一-龠](?<!これは|それは|これらは|また|そして)、$|。$/u;
/** A shorter clause gains nothing: its sound is over before the next piece is there. */
const SHORTEST = 8;
const EDGES =
  /[;:]\s+|,\s+(?=(?:and|but|so|or|then|yet)\b)|(?<=^(?:if|when|after|before|because|since|while|once|as|in|on|for|with|first|next|now|based on|looking (?:back )?at|given|according to|to|by)\b[^,;]*),\s+|,?\s+(?=(?:because|since|while|when|if|after|before)\b)/gi;
/** Japanese says what comes after these first. */
const SUBORDINATE = /^(?:because|since|while|when|if|after|before)\b/i;
/** Words that Japanese may say by a negation, or without one. */
const CUES = /\b(?:no|none|nobody|nothing|without|lacks?|missing|fail\w*|refus\w*|un\w+able|impossible)\b/i;
/** What stands on one side of these holds for the other side too. */
const JOINED =
  /\b(?:instead of|rather than|than|unless|until|except|only|neither|nor|either|whether|not only|not just|but not|no longer)\b/i;

function edgesOf(source: string, names: readonly string[]): Array<{ before: number; after: number }> {
  const spans = names.map((name) => ({ start: source.indexOf(name), end: source.indexOf(name) + name.length }));
  return [...source.matchAll(EDGES)]
    .map(({ index, 0: gap }) => ({ before: index, after: index + gap.length }))
    .filter(({ before, after }) => spans.every(({ start, end }) => end <= before || start >= after));
}

function part({ source, kept, names = [], terms = [] }: Pair, from: number, to: number): Pair {
  const text = source.slice(from, to);
  const inside = (name: string) => text.includes(name);
  return {
    ...{ source: text, translation: '', kept: kept.filter(inside), names: names.filter(inside) },
    terms: terms.filter(({ source: term }) => text.toLowerCase().includes(term.toLowerCase())),
  };
}

/** Checks that know a clause; those of the end of a sentence and of its length do not. */
const OF_WHOLE_SENTENCES = new Set(['question', 'whole', 'polarity', 'tense', 'length', 'japanese']);

function isSettled(one: Pair, other: Pair, clause: string, needsProof: boolean): boolean {
  const [anchors, others] = [anchorsOf(one), anchorsOf(other)];
  const heard = plain(clause);
  const said = new Set(japaneseNumbers(clause));
  const isIn = (anchor: string) => said.has(anchor) || heard.includes(plain(anchor));
  if (needsProof && anchors.length === 0) return false;
  if (!anchors.every(isIn) || others.some((anchor) => !anchors.includes(anchor) && isIn(anchor))) return false;
  if (writtenNumbers(clause).some((number) => !anchors.includes(number))) return false;
  const mayDeny = negates(one.source) || (anchors.length > 0 && hidesNegation(one.source));
  if (denies(clause) ? !mayDeny : negates(one.source)) return false;
  const directed = OPPOSITES.every((two) => {
    const own = sideOf(two, one.source);
    if (own !== undefined) return own.japanese.test(clause);
    return (
      sideOf(two, other.source) === undefined ||
      !SIDES.some((side) => (two[side].clear ?? two[side].japanese).test(clause))
    );
  });
  if (!directed) return false;
  const results = check({ ...one, translation: clause });
  return Object.keys(results).every((name) => results[name] || OF_WHOLE_SENTENCES.has(name));
}

const SIDES = ['one', 'other'] as const;

function sideOf(two: (typeof OPPOSITES)[number], text: string) {
  const side = SIDES.find((name) => two[name].english.test(text));
  return side && two[side];
}

/** What is known to be the same in both languages. */
function anchorsOf({ source, kept, names = [] }: Pair): string[] {
  return [...kept, ...names, ...writtenNumbers(source), ...spelledNumbers(source).map(([, digits]) => digits)];
}
