import { toKatakana } from '../kana.ts';
import { isPos, type Morph, type MorphRule } from '../morph.ts';

/** What a repeat sign repeats when the dictionary has left it alone: 何々 is ナニナニ, 一人々々 ヒトリヒトリ. */
export const repeatSigns: MorphRule = (morphs) =>
  morphs.map((morph, index) => {
    const before = morphs[index - 1];
    return before && before.end === morph.start && /^々+$/.test(morph.surface)
      ? { ...morph, kana: before.kana }
      : morph;
  });

/**
 * Some words stand without their ending in the dictionary (役立 ヤクダテ); where the text has the ending after them it is said
 * once: 役立 + て is ヤクダテ, 咲き乱 + れる サキミダレル.
 */
export const sayEndingsOnce: MorphRule = (morphs) =>
  morphs.map((morph, index) => {
    const next = morphs[index + 1];
    return next && hasEnding(morph, next) ? { ...morph, kana: morph.kana.slice(0, -1) } : morph;
  });

function hasEnding(noun: Morph, next: Morph): boolean {
  if (
    noun.end !== next.start ||
    !(isPos(noun, '名詞') || isPos(noun, '動詞')) ||
    !/[一-鿿]{2}$|[ぁ-ん][一-鿿]$/.test(noun.surface)
  )
    return false;
  const first = next.surface.charAt(0);
  if (!/[てれめけせげべえねちきみりじ]/.test(first) || !noun.kana.endsWith(toKatakana(first))) return false;
  // A noun takes neither て nor an ending of verbs, so these can only be its own.
  return isPos(next, '助詞', '接続助詞') || isPos(next, '動詞') || isPos(next, '助動詞') || next.surface === first;
}
