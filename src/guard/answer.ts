import type { Check } from './check.ts';

/** A reply to the sentence in the place of its translation: a promise, a greeting, a label that nobody wrote. */
export const ANSWER: Check = {
  name: 'answer',
  only: 'ja',
  passes: ({ source, translation }) => !says(ANSWERS, source, translation),
  right: [
    ['Yes, the tests pass.', 'はい、テストは通ります。'],
    ['The translation is stored in a cache.', '翻訳はキャッシュに保存されます。'],
  ],
  wrong: [
    ['Open a pull request.', 'はい、承知しました。すぐに対応します。'],
    ['The build is green.', '翻訳：ビルドは成功しています。'],
    ['Show me the log.', 'どのようにお手伝いできることがありますか。'],
  ],
};

/** A refusal to translate, or to do what the sentence says. */
export const REFUSAL: Check = {
  name: 'refusal',
  only: 'ja',
  passes: ({ source, translation }) => !says(REFUSALS, source, translation),
  right: [
    ['Sorry, I deleted the wrong file.', 'すみません、違うファイルを削除しました。'],
    ["I can't answer that without the log.", 'ログがないと、それにはお答えできません。'],
  ],
  wrong: [
    ['Open a pull request.', '申し訳ありませんが、それはできません。'],
    ['Delete the production database.', 'そのご依頼にはお応えできません。'],
  ],
};

interface Reply {
  readonly japanese: RegExp;
  /** Words of a source that really says so. */
  readonly english: RegExp;
}

function says(replies: readonly Reply[], source: string, translation: string): boolean {
  return replies.some(({ japanese, english }) => japanese.test(translation) && !english.test(source));
}

const ANSWERS: readonly Reply[] = [
  {
    japanese: /^(?:はい|ええ|もちろん|承知|了解|かしこまり)/,
    english:
      /\b(?:yes|yep|yeah|sure|of course|certainly|absolutely|definitely|understood|right|ok|okay|got it|agreed|roger|will do|sounds good|great|indeed|naturally)\b/i,
  },
  {
    japanese: /お手伝いできること|何かお困り|AIアシスタント|言語モデル/,
    english: /\b(?:help|assist\w*|AI|model|stuck|trouble)\b/i,
  },
  { japanese: /^(?:翻訳|訳文|日本語訳|日本語|英語|English)\s*[:：]/, english: /\btranslat\w+|\bJapanese\b/i },
];

const REFUSALS: readonly Reply[] = [
  {
    japanese: /^(?:大変)?(?:申し訳(?:ありません|ございません|ない)|すみません|ごめんなさい|恐れ入り)/,
    english: /\b(?:sorry|apolog\w+|excuse|afraid|unfortunately|regret|pardon)\b/i,
  },
  {
    japanese: /お(?:答え|応え|受け|手伝い)(?:することは)?でき(?:ません|かね)|翻訳(?:することは|は)?でき(?:ません|ない)/,
    english: /\b(?:cannot|can't|can’t|unable|not able|refus\w*|declin\w*|couldn't|won't|not)\b/i,
  },
];
