import { SIMPLIFIED } from '../kit/simplified.ts';
import type { Check } from './check.ts';

export const NOT_EMPTY: Check = {
  name: 'not-empty',
  passes: ({ translation }) => /[\p{L}\p{N}]/u.test(translation),
  right: [['OK.', 'OKです。']],
  wrong: [
    ['All tests pass now.', ''],
    ['All tests pass now.', '。'],
  ],
};

const LETTERS = /[\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Han}]/u;

/** The source in the place of its translation, or a name alone. */
export const JAPANESE: Check = {
  name: 'japanese',
  only: 'ja',
  passes: ({ source, translation, kept }) => !isProse(source, kept) || LETTERS.test(translation),
  right: [
    ['See `README.md`.', 'README.md', ['README.md']],
    ['npm', 'npm'],
  ],
  wrong: [
    ['All 41 tests pass now.', 'All 41 tests pass now.'],
    ['The parser reads the file.', 'Parser.'],
  ],
};

/** Two words or more that are more than a name or a command. */
function isProse(source: string, kept: readonly string[]): boolean {
  const prose = kept.reduce((text, name) => text.replace(name, ' '), source);
  return (prose.match(/[a-z]{2,}/gi) ?? []).length >= 2;
}

const FOREIGN_HAN = new RegExp(SIMPLIFIED.source, 'gu');
/** Letters that may stand in Japanese, names and signs included. */
const KNOWN = /[\p{Script=Latin}\p{Script=Greek}\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}ー々〆]/u;

/** Words of Chinese whose characters Japanese has as well. */
const CHINESE = /(?<=[A-Za-z0-9_)\]] ?)和(?= ?[A-Za-z0-9_([&])|而|不是/u;

/** Another language than Japanese: Chinese characters alone, or letters that are not in the source. */
export const SCRIPT: Check = {
  name: 'script',
  only: 'ja',
  passes({ source, translation }) {
    const foreign = (translation.match(/\p{L}/gu) ?? []).filter((sign) => !KNOWN.test(sign));
    const simplified = translation.match(FOREIGN_HAN) ?? [];
    if ([...foreign, ...simplified].some((sign) => !source.includes(sign))) return false;
    if (CHINESE.test(translation) && !CHINESE.test(source)) return false;
    const han = translation.match(/\p{Script=Han}/gu) ?? [];
    return han.length < 5 || /[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(translation);
  },
  right: [
    ['It failed.', '失敗'],
    ['It adds x to the sum of y.', 'x を y の総和に足します。'],
    ['The symbol λ is a function.', '記号λは関数です。'],
  ],
  wrong: [
    ['All tests pass now.', '所有测试现在都通过了。'],
    ['I deleted the old branch.', '古いブランチを删除しました。'],
    ['It finds the largest value.', '最大の值を探します。'],
    ['All tests pass now.', 'すべてのテストが 통과します。'],
    ['It has the fields x and y.', 'x 和 y というフィールドがあります。'],
    ['It takes a slice rather than a string.', '文字列 而不是 スライスを取ります。'],
  ],
};

/**
 * Four words of the source or more that were left in English, where they are no name and no quotation; also a verb left
 * so, and a word that is half Japanese (リストing).
 */
export const ECHO: Check = {
  name: 'echo',
  only: 'ja',
  passes({ source, translation, kept }) {
    const written = words(source);
    const quoted = [...kept, ...(source.match(/"[^"]*"|“[^”]*”|'[^']*'|`[^`]*`/g) ?? [])].map(words);
    const runs = translation.match(/[A-Za-z][\w'’.-]*(?:\s+[A-Za-z][\w'’.-]*){3,}/g) ?? [];
    if (runs.map(words).some((run) => written.includes(run) && !quoted.some((name) => name.includes(run))))
      return false;
    const halfDone = translation.match(/[ァ-ヶー][a-z]{2,}|(?<![\w.-])[a-z]{2,}(?:ed|ing)(?=[さしすぁ-ん])/gu) ?? [];
    return halfDone.every((word) => quoted.some((name) => name.includes(word.replace(/^[ァ-ヶー]/u, ''))));
  },
  right: [
    [
      'Run `git push --force origin main` now.',
      'git push --force origin main を実行してください。',
      ['git push --force origin main'],
    ],
    ['It says "no such file or directory".', '「no such file or directory」と表示されます。'],
  ],
  wrong: [
    ['The parser reads the whole file.', 'The parser reads the whole file です。'],
    ['The rules are enforced at runtime.', 'ルールは実行時に enforcedされます。'],
    ['As shown in the listing above.', '上のリストing に示されています。'],
    ['I will fix the flaky test and push it.', 'テストを直し、the flaky test and push します。'],
  ],
};

function words(text: string): string {
  return ` ${(text.toLowerCase().match(/[\w'’-]+/g) ?? []).join(' ')} `;
}

/** Japanese needs about half as many characters as English; an answer or a loop is far longer, an omission far shorter. */
export const LENGTH: Check = {
  name: 'length',
  passes({ source, translation }) {
    const ratio = translation.length / Math.max(1, source.length);
    return source.length < 12 ? translation.length <= 40 : ratio >= (source.length < 40 ? 0.15 : 0.22) && ratio <= 1.6;
  },
  right: [
    ['Done.', '完了しました。'],
    ['I have left the other warnings alone.', 'ほかの警告はそのままです。'],
  ],
  wrong: [
    ['The parser reads the whole file and writes a report that lists what it has found.', 'パーサーは読みます。'],
    ['It works.', 'はい、これは長い説明で、元の文よりもずっと多くのことを言っています。'.repeat(2)],
  ],
};

export const REPETITION: Check = {
  name: 'repetition',
  passes: ({ source, translation }) => !repeats(translation) || repeats(source),
  right: [['It prints ha, ha, ha, ha, ha, ha.', '「ha, ha, ha, ha, ha, ha」と表示されます。']],
  wrong: [
    ['There are 41 tests.', '41件のテストがあります。テストがあります。テストがあります。'],
    ['It is slow.', 'それは遅い遅い遅い遅い遅い遅いです。'],
  ],
};

/** The same eight characters or more three times in a row, or fewer five times. */
function repeats(text: string): boolean {
  return /(.{8,}?)\1\1/u.test(text) || /(.{2,7}?)\1{4,}/u.test(text);
}
