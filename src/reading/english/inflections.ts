/** Phonemes of a word by those of its stem: misaki's rules for -s, -ed and -ing (after Wiktionary), and common endings. */
export function inflected(word: string, stemOf: (stem: string) => string | undefined): string | undefined {
  for (const { ending, stems, join } of ENDINGS) {
    if (!ending.test(word)) continue;
    for (const candidate of stems(word)) {
      if (candidate.length < 2) continue;
      const stem = stemOf(candidate);
      if (stem !== undefined) return join(stem);
    }
  }
  return undefined;
}

interface Ending {
  readonly ending: RegExp;
  readonly stems: (word: string) => readonly string[];
  readonly join: (stem: string) => string;
}

/** After these an American t between vowels is a tap. */
const BEFORE_TAP = /[AIOWYiuæɑəɛɪɹʊʌ]t$/u;

const undoubled = (word: string) => word.replace(/([bcdgklmnprstvxz])\1$/, '$1');
const cut = (count: number) => (word: string) => {
  const stem = word.slice(0, -count);
  return [stem, `${stem}e`, undoubled(stem), stem.replace(/i$/, 'y')];
};
const suffix = (letters: string, sounds: string): Ending => ({
  ending: new RegExp(`..${letters}$`),
  stems: cut(letters.length),
  join: (stem) => `${tapped(stem, sounds)}${sounds}`,
});

const ENDINGS: readonly Ending[] = [
  {
    ending: /(?:'s|s'|[^s]s)$/,
    stems: (word) => [
      word.replace(/'?s'?$/, ''),
      ...(word.endsWith('es') ? [word.slice(0, -2), word.replace(/ies$/, 'y')] : []),
    ],
    join: plural,
  },
  { ending: /..ed$/, stems: (word) => [word.slice(0, -1), ...cut(2)(word)], join: past },
  { ending: /..'d$/, stems: (word) => [word.slice(0, -2)], join: past },
  suffix('ing', 'ɪŋ'),
  suffix('ings', 'ɪŋz'),
  suffix('er', 'əɹ'),
  suffix('ers', 'əɹz'),
  suffix('ly', 'li'),
  suffix('able', 'əbᵊl'),
  suffix('ness', 'nəs'),
  suffix('less', 'ləs'),
  suffix('ful', 'fᵊl'),
  suffix('ment', 'mənt'),
  suffix('y', 'i'),
];

function plural(stem: string): string {
  if (/[ptkfθ]$/u.test(stem)) return `${stem}s`;
  return /[szʃʒʧʤ]$/u.test(stem) ? `${stem}ᵻz` : `${stem}z`;
}

function past(stem: string): string {
  if (/[pkfθʃsʧ]$/u.test(stem)) return `${stem}t`;
  return /[td]$/u.test(stem) ? `${tapped(stem, 'ᵻ')}ᵻd` : `${stem}d`;
}

function tapped(stem: string, next: string): string {
  return /^[ɪəᵻi]/u.test(next) && BEFORE_TAP.test(stem) ? `${stem.slice(0, -1)}ɾ` : stem;
}
