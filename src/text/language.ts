const KANA = /[\u3041-\u309f\u30a1-\u30ff\uff66-\uff9f]/g;
const HAN = /[\u3400-\u4dbf\u4e00-\u9fff]/g;
// Characters that only simplified Chinese writes so, among the commonest.
const CHINESE = /[这们个说时为没过还对样进发经动话给请让吗呢吧么哪谁它已]/;
const WORD = /\p{L}+/gu;

/**
 * The language of a sentence: 'ja', 'zh' or 'en'. A Japanese sentence about code may be mostly Latin letters, so a word of
 * them counts as much as one character of Japanese. `text` is without code, addresses and paths.
 */
export function detectLanguage(text: string): string {
  const kana = text.match(KANA)?.length ?? 0;
  const han = text.match(HAN)?.length ?? 0;
  if (kana + han === 0) return 'en';
  const words = (text.replace(KANA, ' ').replace(HAN, ' ').match(WORD) ?? []).length;
  if (kana + han <= words) return 'en';
  return kana === 0 && CHINESE.test(text) ? 'zh' : 'ja';
}
