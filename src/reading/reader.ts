import { latinMatcher } from './latin/expressions.ts';
import { createKanaNetwork } from './latin/network.ts';
import { createLatinReader } from './latin/words.ts';
import { createAnalyser } from './mecab/analyser.ts';
import type { Morph, MorphRule } from './morph.ts';
import { morphsOf } from './morphs.ts';
import { normalise, widen } from './normalise.ts';
import { matchNumber } from './numbers/expressions.ts';
import { ownTerms } from './own-terms.ts';
import { phonemes } from './phonemes.ts';
import { readHomographs } from './rules/homographs.ts';
import { joinEndings } from './rules/joins.ts';
import { lengthenVolitional } from './rules/long-vowels.ts';
import { readNumbers } from './rules/numbers.ts';
import { repeatSigns, sayEndingsOnce } from './rules/repeats.ts';
import { readSuffixes } from './rules/suffixes.ts';
import { readVerbs } from './rules/verbs.ts';
import { EXTRA_WORDS } from './rules/word-rows.ts';
import { findSpans } from './spans.ts';
import type { DictionaryBytes, Reader, Word } from './types.ts';
import { wordSurcharge } from './word-costs.ts';

const RULES: readonly MorphRule[] = [
  sayEndingsOnce,
  repeatSigns,
  readNumbers,
  readSuffixes,
  readVerbs,
  readHomographs,
  lengthenVolitional,
  joinEndings,
];

/**
 * A reader of Japanese over a compiled MeCab dictionary with OpenJTalk's fields (the bytes are used in place and must not
 * change). `terms`: the user's own readings by spelling, in kana; they win over everything.
 * `network`: the file of `createKanaNetwork`, for English words that nothing else knows. `read` takes any string and never
 * throws; `createReader` throws a `RangeError` when the dictionary's files are damaged or do not belong together.
 */
export function createReader(
  dictionary: DictionaryBytes,
  options: { terms?: Readonly<Record<string, string>>; network?: Uint8Array } = {},
): Reader {
  const analyser = createAnalyser(dictionary, { surcharge: wordSurcharge, extra: EXTRA_WORDS });
  const pronounce = options.network && createKanaNetwork(options.network);
  const latin = createLatinReader((word) => kanaOf(analyser.lookUp(widen(word))), options.terms, pronounce);
  const own = ownTerms(options.terms ?? {});
  const matchers = [matchNumber, latinMatcher(latin)];

  return {
    read(text) {
      const normalised = normalise(text);
      const spans = findSpans(normalised.plain, matchers, own);
      let morphs: readonly Morph[] = morphsOf(normalised, spans, analyser);
      for (const rule of [...RULES, own.rule]) morphs = rule(morphs, normalised.plain);
      const words = morphs.flatMap(({ start, end, kana }): Word[] => {
        const surface = text.slice(normalised.sourceAt[start], normalised.sourceAt[end]);
        return surface.trim() === '' ? [] : [{ surface, kana: kana.replace(/ /g, '') }];
      });
      return { text, kana: words.map(({ kana }) => kana).join(''), phonemes: phonemes(morphs), words };
    },
  };
}

/** The pronunciation in the first (cheapest) feature that has one. */
function kanaOf(features: readonly string[]): string | undefined {
  for (const feature of features) {
    const pron = feature.split(',')[8]?.replace(/[’']/g, '') ?? '';
    if (/^[ァ-ヺー]+$/.test(pron)) return pron;
  }
  return undefined;
}
