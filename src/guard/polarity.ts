import type { Check } from './check.ts';

export const POLARITY: Check = {
  name: 'polarity',
  only: 'ja',
  passes: ({ source, translation }) => keepsPolarity(source, translation),
  right: [
    ["The cache isn't cleared when the server restarts.", 'サーバーが再起動しても、キャッシュは消去されません。'],
    ['The parser never reads the last line.', 'パーサーは最後の行を決して読みません。'],
    ['You must restart the server.', 'サーバーを再起動しなければなりません。'],
    ['This may be slower.', 'これは遅いかもしれません。'],
    ['It only works on Linux.', 'Linuxでしか動きません。'],
    ['The build fails without the file.', 'そのファイルがないとビルドできません。'],
    ["Why don't we try it again?", 'もう一度試してみましょうか？'],
    ['It is not only fast but also small.', '速いだけでなく小さいです。'],
    ['The function returns None.', '関数は None を返します。'],
    ['After 500 requests there is no memory left.', '500回のリクエスト後、メモリが不足しました。'],
    ['No one can use it without a key.', '鍵がないと誰も使えません。'],
    ['There is no cache, so no time is saved.', 'キャッシュがないので、時間は短くなりません。'],
    ['It is disconnected.', '接続されていません。'],
    ['You need a key to open it.', '鍵がないと開けません。'],
    ['The name must be unique.', '名前は重複してはいけません。'],
  ],
  wrong: [
    ["The cache isn't cleared when the server restarts.", 'サーバーが再起動すると、キャッシュは消去されます。'],
    ['The old cache is not deleted yet.', '古いキャッシュは削除されました。'],
    ['The parser never reads the last line.', 'パーサーはいつも最後の行を読みます。'],
    ['All 24 tests pass now.', 'これで24件のテストはすべて通りません。'],
    [
      'The test fails because the fixture has a trailing newline.',
      'フィクスチャの末尾に改行があるため、テストが失敗しません。',
    ],
    ['This change is safe to merge.', 'この変更は安全にマージできません。'],
    ['I will wait a little.', '少し待ちません。'],
    ['I need your permission to install a package.', 'パッケージのインストールにはあなたの許可が要りません。'],
    ['I have left the other warnings alone.', '他の警告はそのままにしてありません。'],
    ['The two use cases of this distribution are described below.', 'この配布の用途は以下で説明しません。'],
    [
      'The brackets say that there are no parameters and start the body.',
      '括弧は引数がないことを示し、本体を始めません。',
    ],
    ['You should find that any argument is passed on.', 'どの引数も渡されません。'],
    ["This doesn't work because the copy runs into an infinite loop.", 'これはコピーが無限ループに陥るためです。'],
  ],
};

/**
 * Japanese settles at the end of the sentence whether something is so or not, and a small model may lose it there.
 * True when a plain negation of the source has a negation of some kind in the Japanese, and when a Japanese predicate
 * is not negated out of nothing. Only clear cases are judged: what English says without "not" (without, unless, few,
 * fail …) may well be negated in Japanese, and the other way round.
 */
/** English that says "not" of something, plainly. */
export function negates(source: string): boolean {
  const english = source.replace(/[’‘]/g, "'");
  return PLAIN_NEGATION.test(english) && !TAG_OR_IDIOM.test(english);
}

/** English after which Japanese may well negate, or that says "not" in a roundabout way. */
export function hidesNegation(source: string): boolean {
  return new RegExp(HIDDEN_NEGATION.source, 'i').test(source.replace(/[’‘]/g, "'"));
}

/** A Japanese clause in which something is negated. */
export function denies(clause: string): boolean {
  return /ない|なく|なかっ|なけれ|ません|ず(?:に|、|$)|まい/.test(clause.replace(AFFIRMATIVE_IDIOMS, ''));
}

function keepsPolarity(source: string, translation: string): boolean {
  const english = source.replace(/[’‘]/g, "'");
  if (PLAIN_NEGATION.test(english) && !TAG_OR_IDIOM.test(english))
    return NEGATIVE_JAPANESE.test(translation.replace(NO_NEGATION, ''));
  const excuses = english.match(HIDDEN_NEGATION) ?? [];
  const [excuse = ''] = excuses;
  const isSpent = excuses.length === 1 && /^no$/i.test(excuse) && /[がはも]ない|なし|なく/.test(translation);
  if (!isSpent && excuses.some((word) => !isSpentIn(translation, word))) return true;
  return !NEGATED_PREDICATE.test(translation.replace(AFFIRMATIVE_IDIOMS, ''));
}

/** A word that might explain a negation explains none at the end when Japanese has said it by a word of its own. */
function isSpentIn(translation: string, word: string): boolean {
  const body = translation.replace(NEGATED_PREDICATE, '');
  return SPENT.some(([english, japanese]) => english.test(word) && japanese.test(body));
}

const SPENT: ReadonlyArray<readonly [english: RegExp, japanese: RegExp]> = [
  [/^fail/i, /失敗|エラー|落ち/],
  [/^miss/i, /ない(?:場合|とき|時|と|ため|ので)|なければ|見つから|欠け|不足|漏れ|抜け/],
  [/^(?:undo|unstage|uninstall)$/i, /戻|取り消|解除|アンインストール/],
  [/^(?:if|whether)$/i, /(?:場合|とき|時|なら|たら|れば|ると|かどうか)/],
  [/^(?:but|however|although)$/i, /(?:が、|しかし|けど|ものの|ただし)/],
  [/^(?:just|simply|only)$/i, /だけ|ただ|単に|のみ/],
  // What must be is denied only where something else would be: 〜ないと〜ません, 〜てはいけません.
  [
    /^(?:must|should|ought|have to|has to|need\w*|requi\w*)$/i,
    /^(?!.*(?:ないと|なければ|なくては|なしで|しか|ずに|[てで]は(?:いけ|なり)))/s,
  ],
  [/^(?:left|leave|leaves|leaving|alone)$/i, /そのまま|残/],
  [/^(?:may|might|perhaps|maybe|probably)$/i, /かもしれ|おそらく|たぶん|可能性|でしょう/],
  [/^(?:safe|protect)/i, /安全|保護|守/],
  [/^(?:expir|stale|outdated|obsolete|out of)/i, /期限|古|切れ/],
  [/^(?:remove|skip|stop|ignor|avoid|prevent|limit)/i, /削除|取り除|スキップ|飛ば|停止|止め|無視|避け|防|制限/],
  [/^(?:wrong|invalid|bad|illegal)/i, /間違|誤|無効|不正|悪/],
  [/^(?:instead|rather)$/i, /代わり|ではなく|よりも?/],
  [/^(?:yet|still)$/i, /まだ|いまだ/],
  [/^before$/i, /前に|以前/],
  [/^(?:too)$/i, /すぎ|過ぎ|も/],
  [/^behind$/i, /遅れ|背後|裏|後ろ|フラグ/],
  [/^(?:different|other)/i, /別|違|異な|他|ほか/],
];

const PLAIN_NEGATION = /\b(?:not|never|no longer|cannot|nothing|nobody)\b|\w+n't\b/i;
/** "Not only", "why don't we", "isn't it?" and the like affirm. */
const TAG_OR_IDIOM =
  /\bnot only\b|\bwhy (?:not|don't)\b|\b\w+n't (?:it|you|we|they|that)\?|\bnot until\b|\bdon't (?:worry|forget|hesitate)\b|\bor not\b|\bnothing (?:but|else)\b|\bno doubt\b/i;

/** Words with such a sign that negate nothing. */
const NO_NEGATION = /無限|非常|無料|未来|有無|不思議|失礼/g;

/** Any sign of a negation: endings, adjectives, prefixes and verbs that say so. */
const NEGATIVE_JAPANESE =
  /ない|なく|なかっ|なけ|なし|無し|ません|ず[、。にと]|ずに|ぬ[、。]|まい|不|未|非|無|否|禁止|失敗|できな|異な|違|欠|足り|避け|防|だめ|ダメ|以外|例外|除外|を除|止め|やめ|拒|ゼロ|失わ|反し|限ら|わけでは|どころか|代わり/;

/** English words after which Japanese often negates. */
const HIDDEN_NEGATION =
  /\b(?:no|not|nor|neither|none|never|nothing|nobody|cannot|without|unless|until|except|only|(?<!\ba )(?:few|little)|fewer|less|least|hardly|rarely|barely|fail\w*|lack\w*|miss\w*|avoid\w*|prevent\w*|refus\w*|den(?:y|ied|ies)|ignor\w*|skip\w*|stop\w*|lost|lose\w*|remove\w*|empty|absent|invalid|illegal|wrong|bad|un(?!der|i[a-z]|til\b|less\b)\w+|in(?:valid|correct|complete|consistent|sufficient|secure)|im(?:possible|mutable|plicit)|dis(?:abl|agre|allow|appear|card|connect|continu|engag|joint|lik|miss|prov|regard|rupt|trust|us)\w*|ir(?:re|ra)\w+|must|should|have to|has to|need\w*|required?|ought|better|may|might|perhaps|maybe|probably|instead|rather|different|other(?:wise)?|too|as long as|before|yet|still|if|whether|matter|regardless|however|although|but|exclu\w*|dead|hard|difficult|broke\w*|simply|just|out of|expir\w*|stale|outdated|obsolete|behind|left|leave|leaves|leaving|alone|strange|surpris\w*|safe\w*|protect\w*|limit\w*|omit\w*|optional\w*|free)\b|\w+n't\b|\w+less\b/gi;

/** A predicate in the negative at the end of the sentence. */
const NEGATED_PREDICATE = /(?:ません(?:でした)?|ない(?:です|でしょう)?|なかった(?:です)?)[。！!]?\s*$/;
/** They end like a negation and affirm. */
const AFFIRMATIVE_IDIOMS =
  /なければ(?:なりません|ならない|いけません|いけない)|なくては(?:なりません|ならない|いけません|いけない)|ないと(?:いけません|いけない|なりません)|かもしれ(?:ません|ない)|に(?:違い|ちがい|すぎ|過ぎ|ほか)(?:ありません|ない|なりません|ならない)|ざるを得(?:ません|ない)|(?:では|じゃ)(?:ありません|ない)か|間違い(?:ありません|ない)|問題(?:は|)(?:ありません|ない)|やむを得(?:ません|ない)/g;
