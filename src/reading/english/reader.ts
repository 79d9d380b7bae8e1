import { createEnglishDictionary, type EnglishDictionary, type Use } from './dictionary.ts';
import { digits, numberWords, timeWords, yearWords } from './numbers.ts';
import { isTerm, wordPhonemes } from './words.ts';

/** Brings English text to Kokoro's phonemes. Pure; anything in the text may be unknown. */
export interface EnglishReader {
  read(text: string): { readonly text: string; readonly phonemes: string };
}

/** `dictionary` is the text of misaki's `us_gold.json`. Throws when it is something else. */
export function createEnglishReader(dictionary: string): EnglishReader {
  const words = createEnglishDictionary(dictionary);
  return { read: (text) => ({ text, phonemes: join(tokenise(text), words) }) };
}

interface Token {
  readonly kind: 'word' | 'mark';
  readonly text: string;
}

const MARKS = /^[.,!?;:…—"“”()]$/u;
const NUMBER = /\d{1,2}:\d\d(?!\d)|\d[\d,]*(?:\.\d+)*(?:st|nd|rd|th)?/;
const PARTS =
  /\p{Lu}{2,}s(?!\p{Ll})|\p{Lu}+(?=\p{Lu}\p{Ll})|\p{Lu}?\p{Ll}+(?:'\p{Ll}+)?|\p{Lu}+(?:'\p{Ll}+)?s?(?!\p{Ll})|\p{Lu}/gu;
const TOKENS = new RegExp(`(${NUMBER.source})|(\\p{L}+(?:'\\p{L}+)*)|\\S|\\s+`, 'gu');

/** Names with capitals inside are words of their own: `useEffect`, `HTTPServer`. */
function tokenise(text: string): Token[] {
  const plain = text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[‘’]/gu, "'")
    .replace(/\$(\d[\d,.]*\d|\d)/g, '$1 dollars');
  const tokens: Token[] = [];
  const say = (words: string) => {
    for (const word of words.split(' ')) if (word !== '') tokens.push({ kind: 'word', text: word });
  };
  for (const match of plain.matchAll(TOKENS)) {
    const [token, number, word] = match;
    const [before = '', after = ''] = [plain[match.index - 1], plain[match.index + token.length]];
    if (number !== undefined) say(numberSaid(number, plain.slice(0, match.index)));
    else if (word !== undefined) say(isTerm(word) ? word : (word.match(PARTS) ?? []).join(' '));
    else if (token === '.' && /[\p{L}\p{N}]/u.test(after) && !/\s/.test(before)) say('dot');
    else if (MARKS.test(token) && !(token === ':' && /\w/.test(after))) tokens.push({ kind: 'mark', text: token });
    else if (/^[-–]$/u.test(token) && /\s/.test(before) && /\s/.test(after)) tokens.push({ kind: 'mark', text: '—' });
    else say(SIGNS.get(token) ?? '');
  }
  return tokens;
}

const SIGNS: ReadonlyMap<string, string> = new Map(
  Object.entries({
    '%': 'percent',
    '&': 'and',
    '+': 'plus',
    '=': 'equals',
    '@': 'at',
    '/': 'slash',
    '\\': 'backslash',
    '#': 'number',
    '*': 'star',
    '<': 'less than',
    '>': 'greater than',
    '→': 'to',
    $: 'dollar',
    '°': 'degrees',
    '×': 'times',
  }),
);

const YEAR_AFTER =
  /(?:\b(?:[Ii]n|[Ss]ince|[Uu]ntil|[Ff]rom|[Bb]y|year|of) |(?:[A-Z][a-z]+(?: \d{1,2}(?:st|nd|rd|th)?)?,? ))$/;

function numberSaid(written: string, before: string): string {
  const time = /^(\d{1,2}):(\d\d)$/.exec(written);
  if (time) return timeWords(time[1] ?? '', time[2] ?? '');
  if (YEAR_AFTER.test(before.slice(-24))) return yearWords(written) ?? numberWords(written);
  return /^\d{7,}$/.test(written) && !/0{3}$/.test(written) ? digits(written) : numberWords(written);
}

function join(tokens: readonly Token[], dictionary: EnglishDictionary): string {
  let phonemes = '';
  /** From the end, as what a word sounds like depends on the next one. */
  let next = '';
  for (let i = tokens.length - 1; i >= 0; i -= 1) {
    const token = tokens[i];
    if (token === undefined) continue;
    if (token.kind === 'mark') {
      const opens = /[“(]/u.test(token.text);
      const glued = opens || CLOSING.test(phonemes);
      phonemes = `${token.text}${glued ? phonemes.trimStart() : ` ${phonemes}`}`;
      if (!/["“”()]/u.test(token.text)) next = '';
      if (opens) phonemes = ` ${phonemes}`;
      continue;
    }
    const said = reduced(token.text, next) ?? wordPhonemes(token.text, dictionary, useOf(tokens, i));
    if (said === '') continue;
    next = said;
    phonemes = `${said}${CLOSING.test(phonemes) ? '' : ' '}${phonemes}`;
  }
  // Kokoro 1.0 knows the tap as T.
  return phonemes.replaceAll('ɾ', 'T').replaceAll('ʔ', 't').replace(/\s+/g, ' ').trim();
}

const CLOSING = /^[.,!?;:…"”)]/u;
const VOWEL = /^[ˈˌ]*[AIOWYaiuæɑəɛɜɪɔʊʌᵻ]/u;

/** Small words that sound differently before a vowel, and before a pause (`next` is empty). */
function reduced(word: string, next: string): string | undefined {
  const beforeVowel = VOWEL.test(next);
  if (/^[Tt]he$/.test(word)) return beforeVowel ? 'ði' : 'ðə';
  if (/^[Aa]$/.test(word) && next !== '') return word === 'A' && !beforeVowel ? 'ɐ' : word === 'a' ? 'ɐ' : undefined;
  if (/^[Aa]n$/.test(word)) return 'ɐn';
  if (/^[Tt]o$/.test(word) && next !== '') return beforeVowel ? 'tʊ' : 'tə';
  if (/^[Ii]n$/.test(word)) return next === '' ? 'ˈɪn' : 'ɪn';
  if (word === 'I') return 'ˌI';
  return undefined;
}

/** What kind of word it is, by the one before it. */
function useOf(tokens: readonly Token[], at: number): Use | undefined {
  const [before, after] = [tokens[at - 1], tokens[at + 1]];
  const last = before?.kind === 'word' ? before.text.toLowerCase() : '';
  if (/^(?:the|a|an|this|that|my|your|its|our|their|each|every|no|any|one)$/.test(last)) return 'NOUN';
  if (/^(?:to|i|you|we|they|will|would|can|could|should|must|may|might|don't|not|please|'ll)$/.test(last))
    return 'VERB';
  if (/^(?:have|has|had|was|were|been|be|is|are|i've|we've)$/.test(last)) return 'VBN';
  return after === undefined || (after.kind === 'mark' && !/["“”()]/u.test(after.text)) ? 'None' : undefined;
}
