import { KANA_PHONEMES, MARK_PHONEMES } from './phoneme-table.ts';

/** A word's katakana, or a punctuation mark; `joins`: no space between it and the word before (the two are one word). */
export interface SpokenWord {
  readonly kana: string;
  readonly joins?: boolean;
}

/**
 * Katakana words in the symbols of Kokoro v1.0's Japanese front end (misaki's "cutlet" variant): digraphs before single kana,
 * ッ as ʔ, ー as ː, ン by the sound that follows in the same word; one space between words, punctuation kept, none of it
 * before a closing mark. What has no symbol is left out; every symbol given is in Kokoro's vocabulary.
 */
export function phonemes(words: readonly SpokenWord[]): string {
  let out = '';
  for (let index = 0; index < words.length; ) {
    let kana = words[index++]?.kana ?? '';
    while (index < words.length && words[index]?.joins) kana += words[index++]?.kana ?? '';
    for (const part of kana.match(/[ァ-ヺー]+|[^ァ-ヺー]/gu) ?? []) out = append(out, part);
  }
  return out
    .replace(/ +/g, ' ')
    .replace(/(?<![!",.:;?—…”]) (?=ʔ)|(?<=ʔ) (?!["“])/g, '')
    .trim();
}

function append(out: string, part: string): string {
  const mark = MARK_PHONEMES[part];
  if (mark === undefined) return /^[ァ-ヺー]/.test(part) ? `${out} ${wordPhonemes(part)}`.replace(/“ /, '“') : out;
  if (mark === ' ' || mark === '') return `${out} `;
  if (mark === '“') return `${out} “`;
  return `${out.trimEnd()}${mark} `;
}

/** The phonemes of one word in katakana. */
export function wordPhonemes(kana: string): string {
  const values: string[] = [];
  for (let at = 0; at < kana.length; ) {
    const pair = KANA_PHONEMES[kana.slice(at, at + 2)];
    if (kana[at + 1] !== undefined && pair !== undefined) {
      values.push(pair);
      at += 2;
      continue;
    }
    values.push(single(kana, at, values));
    at++;
  }
  return values.map((value, index) => (value === 'ン' ? nasal(values[index + 1]) : value)).join('');
}

/** One kana; a small vowel after a kana that makes no known digraph with it takes that kana's vowel away. */
function single(kana: string, at: number, before: string[]): string {
  const sign = kana[at] ?? '';
  if (sign === 'ン') return sign;
  const value = KANA_PHONEMES[sign] ?? '';
  if (!/[ァィゥェォャュョヮ]/.test(sign) || at === 0) return value;
  const last = before.length - 1;
  const previous = before[last] ?? '';
  if (/[aiɯeoɨ]$/.test(previous) && previous.length > 1) before[last] = previous.slice(0, -1);
  return value;
}

function nasal(next: string | undefined): string {
  if (next === undefined) return 'ɴ';
  if (/^[mpb]/.test(next)) return 'm';
  if (/^[kɡ]/.test(next)) return 'ŋ';
  if (/^[ɲʨʥ]/.test(next)) return 'ɲ';
  if (/^[ntdɾz]/.test(next)) return 'n';
  return 'ɴ';
}
