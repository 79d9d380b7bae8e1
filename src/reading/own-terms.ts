import { isKana, toKatakana } from './kana.ts';
import type { MorphRule } from './morph.ts';
import { normalise } from './normalise.ts';
import type { Matcher } from './span.ts';

export interface OwnTerms {
  /** The characters with which a term may start: the matcher is asked there. */
  readonly starts: ReadonlySet<string>;
  /** Terms that are words by themselves wherever they stand. */
  readonly match: Matcher;
  /** Terms so short that they may be parts of other words (本 in 日本): only where the dictionary cuts them out. */
  readonly rule: MorphRule;
}

/**
 * The user's own readings of what is not plain English (words in Japanese, names with digits or signs), which win over the
 * dictionary and over every rule. Words in Latin letters alone are the Latin reader's.
 */
export function ownTerms(terms: Readonly<Record<string, string>>): OwnTerms {
  const long = new Map<string, string>();
  const short = new Map<string, string>();
  for (const [word, kana] of Object.entries(terms)) {
    const plain = normalise(word.trim()).plain.toLowerCase();
    if (plain === '' || /^[a-z' ]+$/.test(plain)) continue;
    const whole = plain.length > (isKana(plain) ? 2 : 1);
    (whole ? long : short).set(plain, toKatakana(kana));
  }
  const byLength = [...long].sort(([a], [b]) => b.length - a.length);
  return {
    starts: new Set(byLength.flatMap(([word]) => [word.charAt(0), word.charAt(0).toUpperCase()])),
    match(text, at) {
      for (const [word, kana] of byLength) {
        const end = at + word.length;
        const surface = text.slice(at, end);
        if (surface.toLowerCase() !== word || splitsName(text, at) || splitsName(text, end)) continue;
        return { start: at, end, kind: 'latin', pieces: [{ surface, kana }] };
      }
      return undefined;
    },
    rule: (morphs) =>
      short.size === 0 ? morphs : morphs.map((morph) => ({ ...morph, kana: short.get(morph.surface) ?? morph.kana })),
  };
}

/** Between two letters or digits of one name. */
const splitsName = (text: string, at: number): boolean =>
  /^[A-Za-z\d]{2}$/.test(text.slice(Math.max(0, at - 1), at + 1));
