import type { Term } from '../spec/contracts.ts';
import { keepsDirection, keepsInstead, keepsRangeOrder } from './direction.ts';
import { keepsWhatIsDone } from './instead.ts';
import { japaneseNumbers, spelledNumbers, writtenNumbers } from './numbers.ts';
import { keepsPolarity } from './polarity.ts';

/** What a check sees: the source sentence and what a translator made of it. */
export interface Pair {
  readonly source: string;
  readonly translation: string;
  /** Stretches of the source that must come through unchanged. */
  readonly kept: readonly string[];
  /** Terms of the source, and how they must be said. */
  readonly terms?: readonly Term[];
}

export interface Check {
  readonly name: string;
  /** The only language of translations that it knows. */
  readonly only?: string;
  readonly passes: (pair: Pair) => boolean;
}

/** Every check by name, in the order in which they are reported. A translation is spoken when all of them pass. */
export const CHECKS: readonly Check[] = [
  { name: 'not-empty', passes: ({ translation }) => /[\p{L}\p{N}]/u.test(translation) },
  { name: 'japanese', only: 'ja', passes: ({ source, translation }) => !isProse(source) || JAPANESE.test(translation) },
  { name: 'numbers', passes: ({ source, translation }) => keepsNumbers(source, translation) },
  { name: 'counts', only: 'ja', passes: ({ source, translation }) => keepsCounts(source, translation) },
  { name: 'spans', passes: ({ translation, kept }) => kept.every((span) => plain(translation).includes(plain(span))) },
  {
    name: 'glossary',
    passes: ({ translation, terms = [] }) => terms.every(({ target }) => translation.includes(target)),
  },
  { name: 'answer', only: 'ja', passes: ({ source, translation }) => !answers(source, translation) },
  {
    name: 'question',
    only: 'ja',
    passes: ({ source, translation }) => asksInEnglish(source) === asksInJapanese(translation),
  },
  { name: 'polarity', only: 'ja', passes: ({ source, translation }) => keepsPolarity(source, translation) },
  { name: 'range', only: 'ja', passes: ({ source, translation }) => keepsRangeOrder(source, translation) },
  {
    name: 'instead',
    only: 'ja',
    passes: ({ source, translation }) => keepsInstead(source, translation) && keepsWhatIsDone(source, translation),
  },
  { name: 'direction', only: 'ja', passes: ({ source, translation }) => keepsDirection(source, translation) },
  { name: 'length', passes: ({ source, translation }) => hasPlausibleLength(source, translation) },
  { name: 'repetition', passes: ({ source, translation }) => !repeats(translation) || repeats(source) },
];

/** The result of every check that knows the language of the translation (BCP 47), by its name. */
export function check(pair: Pair, to = 'ja'): Record<string, boolean> {
  const known = CHECKS.filter(({ only }) => only === undefined || to === only || to.startsWith(`${only}-`));
  return Object.fromEntries(known.map(({ name, passes }) => [name, passes(pair)]));
}

const JAPANESE = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;

/** Two words or more that are more than a name or a command. */
function isProse(source: string): boolean {
  return (source.match(/[a-z]{2,}/gi) ?? []).length >= 2;
}

function keepsNumbers(source: string, translation: string): boolean {
  const found = japaneseNumbers(translation);
  return writtenNumbers(source).every((number) => {
    const at = found.indexOf(number);
    if (at === -1) return false;
    found.splice(at, 1);
    return true;
  });
}

/** Numbers written as words; each need only be there, as a number or as the word that it was (Three.js). */
function keepsCounts(source: string, translation: string): boolean {
  const found = japaneseNumbers(translation);
  const words = translation.toLowerCase();
  return spelledNumbers(source).every(([word, digits]) => found.includes(digits) || words.includes(word));
}

function plain(text: string): string {
  return text
    .normalize('NFKC')
    .replace(/[\s`'"()]/g, '')
    .toLowerCase();
}

function asksInEnglish(source: string): boolean {
  return /\?["')\]]*\s*$/.test(source);
}

function asksInJapanese(translation: string): boolean {
  return /(?:[?？]|か[。.]?)[」』）)]*\s*$/u.test(translation);
}

/** Japanese needs about half as many characters as English; an answer or a loop is far longer, an omission far shorter. */
function hasPlausibleLength(source: string, translation: string): boolean {
  const ratio = translation.length / Math.max(1, source.length);
  return source.length < 12 ? translation.length <= 40 : ratio >= 0.15 && ratio <= 1.6;
}

/** The same eight characters or more three times in a row. */
function repeats(text: string): boolean {
  return /(.{8,}?)\1\1/u.test(text) || /(.{2,7}?)\1{4,}/u.test(text);
}

/** A reply to the sentence in the place of its translation: a refusal, a promise, a greeting that nobody wrote. */
function answers(source: string, translation: string): boolean {
  return ANSWERS.some(({ japanese, english }) => japanese.test(translation) && !english.test(source));
}

const ANSWERS: ReadonlyArray<{ readonly japanese: RegExp; readonly english: RegExp }> = [
  {
    japanese: /^(?:申し訳(?:ありません|ございません)|すみません|ごめんなさい)/,
    english: /\b(?:sorry|apolog\w+|excuse|afraid|unfortunately|regret|pardon)\b/i,
  },
  {
    japanese: /^(?:はい|ええ|もちろん|承知|了解|かしこまり)/,
    english:
      /\b(?:yes|yep|yeah|sure|of course|certainly|absolutely|definitely|understood|right|ok|okay|got it|agreed|roger|will do|sounds good|great|indeed|naturally)\b/i,
  },
  {
    japanese: /お手伝いできること|何かお困り|AIアシスタント|言語モデル/,
    english: /\b(?:help|assist\w*|AI|model|stuck|trouble)\b/i,
  },
  { japanese: /^(?:翻訳|訳文|日本語訳)[:：は]/, english: /\btranslat\w+|\bJapanese\b/i },
];
