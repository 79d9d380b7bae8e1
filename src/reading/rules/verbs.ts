import { toKatakana } from '../kana.ts';
import { isPos, type Morph, type MorphRule } from '../morph.ts';

/** Verbs and adjectives that the dictionary gives a rare or a wrong reading, in the form that dictionaries list. */
const VERBS = new Map(
  [
    '強いる シイル|労わる イタワル|癒やす イヤス|殖やす フヤス|過す スゴス|這入る ハイル|空く アク|汚す ヨゴス|汚れる ヨゴレル|拘る コダワル',
    '捻くれる ヒネクレル|拗れる コジレル|拗らせる コジラセル|掠れる カスレル|焦れる ジレル|蒸れる ムレル|並べ換える ナラベカエル|並外れる ナミハズレル',
    '思い乱れる オモイミダレル|怒り狂う イカリクルウ|拵える コシラエル|凭れる モタレル|萎れる シオレル|爛れる タダレル|縺れる モツレル|痺れる シビレル',
    '被る カブル|擽る クスグル|躱す カワス|弄る イジル|喋る シャベル|呟く ツブヤク|囁く ササヤク|貪る ムサボル|漲る ミナギル|迸る ホトバシル',
    '蘇る ヨミガエル|甦る ヨミガエル|遮る サエギル|遡る サカノボル|綻びる ホコロビル|蹲る ウズクマル|彷徨う サマヨウ|跪く ヒザマズク|嘲る アザケル',
    '口惜しい クヤシイ|疎い ウトイ|緩い ユルイ|脆い モロイ|逞しい タクマシイ|眩しい マブシイ|喧しい ヤカマシイ|奥深い オクブカイ|手強い テゴワイ',
  ]
    .join('|')
    .split('|')
    .map((entry) => [entry.slice(0, entry.indexOf(' ')), entry.slice(entry.indexOf(' ') + 1)] as const),
);

export const readVerbs: MorphRule = (morphs) =>
  morphs.map((morph) => ({ ...morph, kana: inflected(morph) ?? morph.kana }));

/** The reading of the stem and then the ending as it is written: 癒やし from 癒やす イヤス is イヤ + シ. */
function inflected(morph: Morph): string | undefined {
  if (!isPos(morph, '動詞') && !isPos(morph, '形容詞')) return undefined;
  const { base, surface } = morph;
  const kana = VERBS.get(base);
  if (kana === undefined) return undefined;
  let same = 0;
  while (same < surface.length && surface[same] === base[same]) same++;
  const ending = surface.slice(same);
  if (same === 0 || /[^ぁ-ん]/.test(ending) || /[^ぁ-ん]/.test(base.slice(same))) return undefined;
  return kana.slice(0, kana.length - (base.length - same)) + toKatakana(ending);
}
