import { AGENT_SENTENCES } from '../data/agent-sentences.ts';

export interface BenchText {
  readonly name: 'author' | 'word' | 'sentence' | 'ten' | 'page';
  readonly text: string;
  /** Whole translations by people. */
  readonly references: readonly string[];
}

/** The author's own sentence, a word, a sentence, ten sentences and a page, with translations to judge by. */
export const BENCH_TEXTS: readonly BenchText[] = [
  {
    name: 'author',
    text: 'Testing pure C++ with Qwen translation.',
    references: ['Qwenの翻訳で純粋なC++をテストしています。', '純粋なC++をQwen翻訳でテスト中です。'],
  },
  { name: 'word', text: 'Done.', references: ['完了しました。', '終わりました。'] },
  { name: 'sentence', ...written(2, 3) },
  { name: 'ten', ...written(0, 10) },
  { name: 'page', ...written(10, 35) },
];

function written(from: number, to: number): Pick<BenchText, 'text' | 'references'> {
  const rows = AGENT_SENTENCES.slice(from, to);
  const most = Math.min(...rows.map(({ references }) => references.length));
  return {
    text: rows.map(({ source }) => source).join(' '),
    references: Array.from({ length: most }, (_, i) => rows.map(({ references }) => references[i] ?? '').join('')),
  };
}
