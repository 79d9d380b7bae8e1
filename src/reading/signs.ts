import { table } from '../kit/table.ts';

/** Signs that are kept in the kana as they are, or as the Japanese mark that sounds the same. */
const PUNCTUATION: Readonly<Record<string, string>> = {
  '。': '。',
  '、': '、',
  '！': '！',
  '？': '？',
  '!': '！',
  '?': '？',
  ',': '、',
  '.': '。',
  '…': '…',
  '‥': '…',
  '—': '—',
  '―': '—',
  '–': '—',
  '〜': '〜',
  '「': '「',
  '」': '」',
  '『': '『',
  '』': '』',
  '・': '・',
  ':': '：',
  ';': '；',
  '(': '（',
  ')': '）',
  '→': '、',
  '⇒': '、',
  '｜': '、',
};

/** Signs that are said. */
const SAID = table<string>({
  '+': 'プラス',
  '=': 'イコール',
  '%': 'パーセント',
  '&': 'アンド',
  '@': 'アットマーク',
  '×': 'カケル',
  '÷': 'ワル',
  '±': 'プラスマイナス',
  '≒': 'ニアリーイコール',
  '≠': 'ノットイコール',
  '≤': 'ショーナリイコール',
  '≥': 'ダイナリイコール',
  '<': 'ショーナリ',
  '>': 'ダイナリ',
  '°': 'ド',
  '℃': 'ド',
  $: 'ドル',
  '¥': 'エン',
  '€': 'ユーロ',
  '£': 'ポンド',
  '∞': 'ムゲンダイ',
  '√': 'ルート',
  π: 'パイ',
  μ: 'ミュー',
  λ: 'ラムダ',
  α: 'アルファ',
  β: 'ベータ',
  γ: 'ガンマ',
  δ: 'デルタ',
  Δ: 'デルタ',
  ε: 'イプシロン',
  θ: 'シータ',
  σ: 'シグマ',
  Σ: 'シグマ',
  ω: 'オメガ',
  φ: 'ファイ',
});

/** What a sign (or a run of signs) stands for in kana; undefined when the text is no sign at all; '' for a silent one. */
export function punctuationOf(surface: string): string | undefined {
  const said = SAID[surface];
  if (said !== undefined) return said;
  if (!/^[\p{P}\p{S}\p{Z}\p{C}\p{M}]+$/u.test(surface) || /^[々〆ヶー゛゜]/.test(surface)) return undefined;
  return [...surface].map((sign) => PUNCTUATION[sign] ?? '').join('');
}
