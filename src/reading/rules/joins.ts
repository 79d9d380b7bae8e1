import { isPos, type Morph, type MorphRule } from '../morph.ts';

const ENDINGS = new Set([
  'た',
  'だ',
  'たら',
  'ない',
  'なかっ',
  'なく',
  'なけれ',
  'う',
  'ん',
  'ぬ',
  'ず',
  'たい',
  'たく',
  'ます',
  'れる',
  'られる',
]);
const LINKS = new Set(['て', 'で', 'ば', 'たり', 'だり', 'ちゃ', 'じゃ']);

/** Endings of verbs and adjectives are one word with them, as in the word list of Kokoro's front end (行っ + た, まし + た). */
export const joinEndings: MorphRule = (morphs) =>
  morphs.map((morph, index) => (joins(morphs[index - 1], morph) ? { ...morph, joins: true } : morph));

/** 性 in 可能性, 列 in 文字列. */
const isSuffix = (morph: Morph): boolean =>
  isPos(morph, '名詞', '接尾') &&
  morph.pos[2] !== '人名' &&
  morph.pos[2] !== '助数詞' &&
  /^[一-鿿]$/.test(morph.surface);

function joins(before: Morph | undefined, morph: Morph): boolean {
  if (!before || before.end !== morph.start) return false;
  if (isSuffix(morph) && isPos(before, '名詞') && /[一-鿿]$/.test(before.surface)) return true;
  const inflected = isPos(before, '動詞') || isPos(before, '形容詞') || isPos(before, '助動詞');
  if (!inflected) return false;
  if (isPos(morph, '動詞', '接尾')) return true;
  if (isPos(morph, '助動詞')) return ENDINGS.has(morph.surface);
  return isPos(morph, '助詞', '接続助詞') && LINKS.has(morph.surface);
}
