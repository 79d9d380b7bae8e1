import type { Check } from './check.ts';

/**
 * What is only planned or asked for is not said as done, and what was done is not said as planned. Only clear cases:
 * "I will", "let me" and commands on one side, "I" with a past tense on the other.
 */
export const TENSE: Check = {
  name: 'tense',
  only: 'ja',
  passes({ source, translation, kept }) {
    const marked = kept.reduce((text, name) => text.replace(name, '`'), source);
    const end = translation.trim().replace(/[。.！!」』）)]+$/u, '');
    if (PLANNED.test(marked) && !PAST.test(source)) return !/(?:まし|でし|だっ|なかっ)た$/u.test(end);
    if (I_DID.test(source) && !ALSO_NOT_PAST.test(source))
      return !/(?:ます|ましょう|ください)$/u.test(end) || STATE.test(end);
    return true;
  },
  right: [
    ['I will run the linter before I commit.', 'コミットする前にリンターを実行します。'],
    ['I left the other warnings alone.', '他の警告はそのままにしてあります。'],
    ['I fixed the typo.', '誤字を直しました。'],
    ['Run the tests again.', 'もう一度テストを実行してください。'],
  ],
  wrong: [
    ['I will delete the old branch.', '古いブランチを削除しました。'],
    ['Let me read the configuration file first.', 'まず設定ファイルを読みました。'],
    ['Run `npm install` again.', '再度 npm install を実行しました。', ['npm install']],
    ['I deleted the old branch.', '古いブランチを削除します。'],
  ],
};

const PLANNED =
  /^(?:(?:now|next|first|then|so|okay|ok|please),?\s+)*(?:(?:I|we)(?:'ll|’ll| will| am going to|'m going to| would)\b|let(?:'s|’s| me| us)\b|(?:run|open|install|delete|remove|add|restart|check|create|update|set|use|try|click|copy|move|rename)\s+(?:the|a|an|your|this|it|`|\w+\.\w+|--))/i;
const PAST =
  /\b(?:was|were|did|had|have|has|found|failed|fixed|added|changed|broke|happened|went|wrote|after|if|when|once|since)\b|\w+ed\b/i;
const I_DID =
  /^(?:(?:now|next|first|then|so),?\s+)*(?:I|we)(?:'ve|’ve| have)?\s+(?:also |just |already |now )*(?:fixed|added|removed|deleted|renamed|moved|changed|updated|replaced|created|wrote|found|ran|rewrote|reverted|committed|pushed|merged|installed|tested|checked|refactored|extracted|split|left|kept|made|turned|reproduced)\b/i;
const ALSO_NOT_PAST = /[;:]|\b(?:and|but|so|which|that|because|will|now)\b/i;
const STATE = /(?:て|で)(?:い|あり|おり|き)ます$/u;
