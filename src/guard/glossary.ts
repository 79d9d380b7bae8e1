import type { Term } from '../spec/contracts.ts';

export interface Glossary {
  /** Two glossaries with the same key say the same. */
  readonly key: string;
  /** The user's terms that stand in a source text. */
  termsOf(source: string): readonly Term[];
  /** A translation with what is known to be a wrong word for a term put right. */
  mend(source: string, translation: string): string;
}

interface BuiltIn {
  readonly source: RegExp;
  /** Words that a general translator takes for this one, and no developer would. */
  readonly wrong: RegExp;
  readonly target: string;
}

/**
 * A user's glossary (English → Japanese) over the built-in one. The user's terms are asked of the translator and
 * checked in the output; the built-in ones put known mistakes right, at no cost in time.
 */
export function createGlossary(own: Readonly<Record<string, string>> = {}): Glossary {
  const terms = Object.entries(own).map(([source, target]) => ({ source, target, pattern: wordsOf(source) }));
  return {
    key: JSON.stringify(Object.entries(own).sort(([a], [b]) => (a < b ? -1 : 1))),
    termsOf: (text) =>
      terms.filter(({ pattern }) => pattern.test(text)).map(({ source, target }) => ({ source, target })),
    mend(text, translation) {
      let mended = translation;
      for (const { source, wrong, target } of BUILT_IN) {
        if (source.test(text)) mended = mended.replace(wrong, target);
      }
      // A term that was left in English is said as the user says it.
      for (const { pattern, target } of terms) {
        if (pattern.test(text) && !mended.includes(target)) mended = mended.replace(new RegExp(pattern, 'gi'), target);
      }
      return mended;
    },
  };
}

function wordsOf(term: string): RegExp {
  const escaped = term
    .trim()
    .replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
    .replace(/\s+/g, '\\s+');
  return new RegExp(`(?<![\\p{L}\\p{N}_])${escaped}(?:s|es)?(?![A-Za-z0-9_])`, 'iu');
}

const BUILT_IN: readonly BuiltIn[] = [
  { source: /\bbranch(?:es)?\b/i, wrong: /支店|支部|分店|主分岐(?=[にへをがはで])|枝/g, target: 'ブランチ' },
  { source: /\bcommit(?:s|ted)?\b/i, wrong: /約束|委託/g, target: 'コミット' },
  {
    source: /\bpull requests?\b/i,
    wrong: /引き出し要求|引っ張り要求|引き出しリクエスト|プルリクエスト要求/g,
    target: 'プルリクエスト',
  },
  { source: /\brepositor(?:y|ies)\b/i, wrong: /倉庫|貯蔵庫/g, target: 'リポジトリ' },
  { source: /\bthreads?\b/i, wrong: /糸/g, target: 'スレッド' },
  { source: /\bstrings?\b/i, wrong: /紐|ひも|弦/g, target: '文字列' },
  { source: /\bpool\b/i, wrong: /水泳場/g, target: 'プール' },
  { source: /\bbugs?\b/i, wrong: /虫/g, target: 'バグ' },
  { source: /\bpatch(?:es)?\b/i, wrong: /継ぎ当て/g, target: 'パッチ' },
  { source: /\bmigrations?\b/i, wrong: /移民|移住/g, target: 'マイグレーション' },
  { source: /\bhooks?\b/i, wrong: /鉤|釣り針/g, target: 'フック' },
  { source: /\bfixtures?\b/i, wrong: /備品|什器/g, target: 'フィクスチャ' },
  { source: /\bflags?\b/i, wrong: /旗/g, target: 'フラグ' },
  { source: /\btokens?\b/i, wrong: /代用硬貨/g, target: 'トークン' },
  { source: /\barguments?\b/i, wrong: /議論|口論/g, target: '引数' },
  { source: /\bfields?\b/i, wrong: /畑|野原/g, target: 'フィールド' },
  { source: /\blint(?:er|ers|ing)?\b/i, wrong: /ライター|リンカー/g, target: 'リンター' },
  { source: /\bmigrat(?:e|es|ed|ing)\b/i, wrong: /マージン|移住/g, target: 'マイグレーション' },
  { source: /\bexpressions?\b/i, wrong: /表現式|表达式|表達式/g, target: '式' },
  { source: /\benums?\b/i, wrong: /エnum/g, target: 'enum' },
  { source: /\blistings?\b/i, wrong: /リスト ?ings?|リスティング/g, target: 'リスト' },
  // A listing has the number of its chapter, and is taken for a section of it.
  { source: /\blisting \d+-\d+/i, wrong: /第(\d+)章(?:の)?第?(\d+)節/g, target: 'リスト$1-$2' },
  { source: /\bbuild(?:s|ing)?\b/i, wrong: /建物|建築/g, target: 'ビルド' },
];
