import type { EnglishDictionary, Use } from './dictionary.ts';
import { inflected } from './inflections.ts';
import { spelledOut } from './spelling.ts';
import { ENGLISH_TERMS, SPELLED } from './terms.ts';

/** Phonemes of one word, letters and apostrophes only, as it is written; never empty for a word with a letter. */
export function wordPhonemes(word: string, dictionary: EnglishDictionary, use?: Use): string {
  const lower = word.toLowerCase();
  const term = ENGLISH_TERMS.get(lower) ?? pluralTerm(lower);
  if (term !== undefined) return term;
  if (SPELLED.has(lower))
    return lower.endsWith('s') && lower.length > 2 && SPELLED.has(lower.slice(0, -1))
      ? `${letters(lower.slice(0, -1), dictionary)}z`
      : letters(lower, dictionary);
  const isCapitals = word.length > 1 && word === word.toUpperCase();
  const known = dictionary.find(word, use);
  // `IT` is two letters, `NOT` a word that was written loud.
  if (known !== undefined && !(isCapitals && word.length < 3)) return known;
  const stem = inflected(lower, (candidate) => ENGLISH_TERMS.get(candidate) ?? dictionary.find(candidate));
  if (stem !== undefined) return stem;
  const compound = compounded(lower, dictionary);
  if (compound !== undefined) return compound;
  const isName = isCapitals && lower.length <= 5;
  if (isName || lower.length <= 2 || !/[aeiouy]/.test(lower) || /^[^aeiouy]{4}/.test(lower))
    return letters(lower, dictionary);
  return spelledOut(lower.replaceAll("'", ''));
}

/** Whether a word with capitals inside is one of its own (GitHub, PostgreSQL) rather than several. */
export function isTerm(word: string): boolean {
  const lower = word.toLowerCase();
  return ENGLISH_TERMS.has(lower) || SPELLED.has(lower);
}

/** The names of letters, the last one stressed. */
export function letters(word: string, dictionary: EnglishDictionary): string {
  const names = [...word.toUpperCase()].map((letter) => dictionary.find(letter) ?? '').join('');
  const last = names.lastIndexOf('ˈ');
  return last === -1 ? names : `${names.slice(0, last).replaceAll('ˈ', 'ˌ')}${names.slice(last)}`;
}

function pluralTerm(word: string): string | undefined {
  const term = word.endsWith('s') ? ENGLISH_TERMS.get(word.slice(0, -1)) : undefined;
  return term && `${term}${/[ptkfθ]$/u.test(term) ? 's' : 'z'}`;
}

const PREFIXES: ReadonlyMap<string, string> = new Map([
  ['anti', 'ˌæntI'],
  ['auto', 'ˌɔTO'],
  ['de', 'di'],
  ['hyper', 'hˌIpəɹ'],
  ['micro', 'mˌIkɹO'],
  ['mis', 'mɪs'],
  ['multi', 'mˌʌlti'],
  ['non', 'nɑn'],
  ['pre', 'pɹi'],
  ['re', 'ɹi'],
  ['sub', 'sˌʌb'],
  ['super', 'sˌupəɹ'],
  ['un', 'ʌn'],
]);

const SHORTEST_PART = 3;

/** Two known words written as one (`webhook`, `dockerfile`), or a prefix and a word; the second part is stressed less. */
function compounded(word: string, dictionary: EnglishDictionary): string | undefined {
  const find = (part: string) =>
    ENGLISH_TERMS.get(part) ?? dictionary.find(part) ?? inflected(part, (stem) => dictionary.find(stem));
  for (const [prefix, sounds] of PREFIXES) {
    const rest =
      word.startsWith(prefix) && word.length - prefix.length > SHORTEST_PART
        ? find(word.slice(prefix.length))
        : undefined;
    if (rest !== undefined) return `${sounds}${rest}`;
  }
  for (let at = word.length - SHORTEST_PART; at >= SHORTEST_PART; at -= 1) {
    const [first, second] = [find(word.slice(0, at)), find(word.slice(at))];
    if (first !== undefined && second !== undefined) return `${first}${second.replaceAll('ˌ', '').replace('ˈ', 'ˌ')}`;
  }
  return undefined;
}
