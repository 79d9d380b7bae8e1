import { isKana, toKatakana } from './kana.ts';
import type { Analyser, Token } from './mecab/analyser.ts';
import type { Morph } from './morph.ts';
import type { Normalised } from './normalise.ts';
import { punctuationOf } from './signs.ts';
import type { Span } from './span.ts';

/** The text's words: the dictionary's, and those of the spans that the rules have read. */
export function morphsOf(text: Normalised, spans: readonly Span[], analyser: Analyser): Morph[] {
  const fixed = spans.map(({ start, end, kind }) => ({
    start,
    end,
    category: kind === 'number' ? ('NUMERIC' as const) : ('ALPHA' as const),
  }));
  const byStart = new Map(spans.map((span) => [span.start, span]));
  const { tokens } = analyser.analyse(text.wide, fixed);
  return tokens.flatMap((token): Morph[] => {
    const span = token.kind === 'fixed' ? byStart.get(token.start) : undefined;
    return span ? spanMorphs(span) : [tokenMorph(text, token)];
  });
}

function tokenMorph(text: Normalised, token: Token): Morph {
  const fields = token.feature.split(',');
  const surface = text.plain.slice(token.start, token.end);
  return {
    start: token.start,
    end: token.end,
    surface,
    pos: fields.slice(0, 4),
    base: fields[6] ?? surface,
    kana: joinsNames(text.plain, token)
      ? '・'
      : (punctuationOf(surface) ?? pronunciation(surface, (fields[8] ?? '').replace(/[’':*]/g, ''))),
    joins: false,
    known: token.kind === 'known',
  };
}

/** A double hyphen between the parts of a foreign name: ジャン＝ポール. */
function joinsNames(text: string, { start, end }: Token): boolean {
  if (!/^[=゠]$/.test(text.slice(start, end))) return false;
  return (
    /[ァ-ヺー]{2}$/.test(text.slice(Math.max(0, start - 2), start)) && /^[ァ-ヺー]{2}/.test(text.slice(end, end + 2))
  );
}

/** The dictionary's pronunciation, but what is written in katakana is said as it is written (ヴォ, スィ, テュ). */
function pronunciation(surface: string, pron: string): string {
  const known = /^[ァ-ヺー]+$/.test(pron);
  if (/[ヴィェゥァォュ]/.test(surface) && /^[ァ-ヺー]{2,}$/.test(surface)) return surface;
  if (known) return pron.replace(/ヲ/g, 'オ');
  if (isKana(surface)) return modern(toKatakana(surface));
  // MeCab makes one unknown word of ストラットフォード・オン・エイヴォン.
  return /^[ぁ-ゖァ-ヺー・ヽヾゝゞ=]+$/.test(surface) ? toKatakana(surface).replace(/[^ァ-ヺー・]/g, '') : '';
}

function spanMorphs(span: Span): Morph[] {
  const morphs: Morph[] = [];
  let at = span.start;
  for (const { surface, kana } of span.pieces) {
    const pos = span.kind === 'number' ? ['名詞', '数'] : ['名詞', '固有名詞', '一般'];
    const number = span.number === undefined ? {} : { number: span.number };
    morphs.push({
      start: at,
      end: at + surface.length,
      surface,
      pos,
      base: surface,
      kana,
      joins: false,
      known: true,
      ...number,
    });
    at += surface.length;
  }
  return morphs;
}

/** Kana of old spelling as they sound today. */
const modern = (kana: string): string =>
  kana.replace(/[ヲヰヱ]/g, (sign) => ({ ヲ: 'オ', ヰ: 'イ', ヱ: 'エ' })[sign] ?? sign);
