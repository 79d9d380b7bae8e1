/**
 * Phonemes of an English word that no dictionary has, by rules of spelling: at each place the first rule that fits, in
 * the manner of Elovitz et al., "Automatic translation of English text to phonetics" (NRL report 7948, 1976), far
 * fewer rules. The stress falls on the first syllable, or on the third from the end.
 */
export function spelledOut(word: string): string {
  let phonemes = '';
  for (let at = 0; at < word.length; ) {
    const rule = RULES.find(({ pattern }) => {
      pattern.lastIndex = at;
      return pattern.test(word);
    });
    if (rule === undefined) {
      at += 1;
      continue;
    }
    phonemes += rule.sounds;
    at = Math.max(at + 1, rule.pattern.lastIndex);
  }
  return stressed(phonemes);
}

const VOWELS = /[AIOQWYaiuæɑɒɔəɛɜɪʊʌᵻᵊ]/gu;

function stressed(phonemes: string): string {
  const places = [...phonemes.matchAll(VOWELS)]
    .map(({ index }) => index)
    .filter((at) => !/[əᵊ]/u.test(phonemes[at] ?? ''));
  const place = places.length > 2 ? places.at(-3) : places[0];
  return place === undefined ? phonemes : `${phonemes.slice(0, place)}ˈ${phonemes.slice(place)}`;
}

const C = '[bcdfghjklmnpqrstvwxz]';
const V = '[aeiouy]';

/** Letters (a regular expression, matched where the word has been read to) and their sounds. */
const RULES: ReadonlyArray<{ readonly pattern: RegExp; readonly sounds: string }> = (
  [
    // endings
    ['tion(?=s?$)', 'ʃən'],
    ['ssion(?=s?$)', 'ʃən'],
    ['sion(?=s?$)', 'ʒən'],
    ['cian(?=s?$)', 'ʃən'],
    ['cious$|tious$', 'ʃəs'],
    ['ous$', 'əs'],
    ['ture(?=s?$)', 'ʧəɹ'],
    ['sure(?=s?$)', 'ʒəɹ'],
    ['age(?=s?$)', 'ɪʤ'],
    ['ible$', 'əbᵊl'],
    ['able$', 'əbᵊl'],
    [`(?<=${C})le(?=s?$)`, 'ᵊl'],
    ['(?<=[aeiou].*)el(?=s?$)', 'ᵊl'],
    ['(?<=[aeiouy].*)al(?=s?$)', 'ᵊl'],
    ['ally$', 'əli'],
    ['(?<=[aeiouy].*)ity$', 'əTi'],
    ['ize(?=[sdr]?$)', 'Iz'],
    ['ism$', 'ɪzəm'],
    ['(?<=[aeiouy].*)ment(?=s?$)', 'mənt'],
    ['(?<=[aeiouy].*)er(?=s?$)', 'əɹ'],
    ['(?<=[aeiouy].*)or(?=s?$)', 'əɹ'],
    ['(?<=[aeiouy].*)ar(?=s?$)', 'əɹ'],
    ['(?<=[aeiouy].*[td])ed$', 'ᵻd'],
    ['(?<=[aeiouy].*[pkfsx])ed$|(?<=[aeiouy].*[cs]h)ed$', 't'],
    ['(?<=[aeiouy].*)ed$', 'd'],
    ['(?<=[aeiouy].*)en(?=s?$)', 'ən'],
    ['(?<=[aeiouy].*)on(?=s?$)', 'ən'],
    ['(?<=[aeiouy].*)an(?=s?$)', 'ən'],
    ['(?<=[aeiouy].*)ing(?=s?$)', 'ɪŋ'],
    ['(?<=[aeiouy].*)ic(?=s?$)', 'ɪk'],
    [`(?<=${V}.*)y$`, 'i'],
    ['^y', 'j'],
    ['y$', 'I'],
    // beginnings
    ['^kn|^gn|^pn', 'n'],
    ['^ps', 's'],
    ['^wr', 'ɹ'],
    ['^wh', 'w'],
    ['^x', 'z'],
    ['^un(?=.{3})', 'ʌn'],
    ['^re(?=.{4})', 'ɹi'],
    ['^de(?=.{4})', 'di'],
    ['^pre(?=.{3})', 'pɹi'],
    ['^a(?=([bcdfgklmnprst])\\1)', 'ə'],
    // several letters, one sound
    ['tch', 'ʧ'],
    ['sch', 'sk'],
    ['ch(?=[rl])', 'k'],
    ['ch', 'ʧ'],
    ['sh', 'ʃ'],
    ['ph', 'f'],
    ['th', 'θ'],
    ['gh(?=t)|(?<=[aeiou])gh', ''],
    ['gh', 'ɡ'],
    ['ck', 'k'],
    ['qu', 'kw'],
    ['q', 'k'],
    ['ng(?=[aeiou])', 'ŋɡ'],
    ['ng$|ng(?=s$)', 'ŋ'],
    ['n(?=[kxq]|g(?![eiy]))', 'ŋ'],
    ['dge(?=[sdr]?$)', 'ʤ'],
    ['dg', 'ʤ'],
    ['sc(?=[eiy])', 's'],
    ['mb$', 'm'],
    ['c(?=c[eiy])', 'k'],
    ['([bcdfgklmnprstvz])(?=\\1)', ''],
    ['c(?=[eiy])', 's'],
    ['c', 'k'],
    ['g(?=[eiy])(?!et|ive)', 'ʤ'],
    ['g', 'ɡ'],
    ['j', 'ʤ'],
    ['x', 'ks'],
    [`(?<=${V})s(?=${V})`, 'z'],
    ['(?<=[bdgmnlrv])s$', 'z'],
    ['(?<=[aeiou])s$', 'z'],
    ['wh', 'w'],
    ['h', 'h'],
    ['y(?=[aeiou])', 'j'],
    // vowels before r
    ['air|are$', 'ɛɹ'],
    ['ear|eer', 'ɪɹ'],
    ['oar|oor|our|or(?![aeiou])|ore', 'ɔɹ'],
    ['ar(?![aeiou])', 'ɑɹ'],
    ['(?:er|ir|ur)(?![aeiou])', 'ɜɹ'],
    ['ire', 'Iəɹ'],
    ['ure', 'jʊɹ'],
    // two vowels
    ['augh', 'ɔ'],
    ['igh', 'I'],
    ['eigh', 'A'],
    ['ai|ay|ei|ey(?=.)', 'A'],
    ['ey$', 'i'],
    ['au|aw', 'ɔ'],
    ['ee|ea|ie(?=.)', 'i'],
    ['eu|ew|ue$|ui', 'u'],
    ['oa|oe$', 'O'],
    ['oi|oy', 'Y'],
    ['oo', 'u'],
    ['ou', 'W'],
    ['ow$', 'O'],
    ['ow', 'W'],
    ['ie$', 'i'],
    ['ia', 'iə'],
    ['io', 'iO'],
    // one vowel: long before a consonant and a silent e, or at the end
    [`a(?=${C}es?d?$)`, 'A'],
    [`e(?=${C}es?d?$)`, 'i'],
    [`i(?=${C}es?d?$)`, 'I'],
    [`o(?=${C}es?d?$)`, 'O'],
    [`u(?=${C}es?d?$)`, 'u'],
    [`y(?=${C}es?d?$)`, 'I'],
    ['(?<=[aeiouy].*)e(?=s?$)', ''],
    ['(?<=.)a$', 'ə'],
    ['e$', 'i'],
    ['(?<=[aeiouy].*)i$', 'i'],
    ['i$', 'I'],
    ['o$', 'O'],
    ['u$', 'u'],
    [`a(?=${C}${V})`, 'A'],
    [`o(?=${C}[aiou])`, 'O'],
    [`u(?=${C}${V})`, 'u'],
    ['a', 'æ'],
    ['e', 'ɛ'],
    ['i', 'ɪ'],
    ['o', 'ɑ'],
    ['u', 'ʌ'],
    ['y', 'ɪ'],
    // and what sounds as it is written
    ['r', 'ɹ'],
    ...[...'bdfklmnpstvwz'].map((letter) => [letter, letter] as const),
  ] satisfies ReadonlyArray<readonly [string, string]>
).map(([letters, sounds]) => ({ pattern: new RegExp(letters, 'y'), sounds }));
