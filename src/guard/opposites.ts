import type { Example } from './check.ts';

interface Side {
  readonly english: RegExp;
  /** Any word that says so. */
  readonly japanese: RegExp;
  /** Words that can mean nothing else, where `japanese` is wider. */
  readonly clear?: RegExp;
}

export interface Opposites {
  readonly one: Side;
  readonly other: Side;
  readonly right: readonly Example[];
  readonly wrong: readonly Example[];
}

/** Words of direction that were seen turned round, or that would matter if they were. */
export const OPPOSITES: readonly Opposites[] = [
  {
    one: { english: /\bbehind\b/i, japanese: /遅れ|後れ|後ろ|背後|裏/ },
    other: { english: /\bahead\b/i, japanese: /進ん|先行|先に|リード/ },
    right: [['Your branch is 3 commits behind.', 'あなたのブランチは3コミット遅れています。']],
    wrong: [['Your branch is 3 commits behind.', 'あなたのブランチは3コミット進んでいます。']],
  },
  {
    one: { english: /\b(?:slower|slowest|slow(?:s|ed)? down)\b/i, japanese: /遅|低速|時間がかか/ },
    other: { english: /\b(?:faster|fastest|sped up|speeds? up|quicker)\b/i, japanese: /速|早|高速/ },
    right: [['The new parser is faster.', '新しいパーサーのほうが速いです。']],
    wrong: [['The new parser is faster.', '新しいパーサーのほうが遅いです。']],
  },
  {
    one: {
      english: /\b(?:increase[sd]?|grew|grow[sn]?|rose|rises?|went up|goes up|higher)\b/i,
      japanese: /増|上が|上げ|上昇|高|大き|伸|成長|拡大/,
    },
    other: {
      english: /\b(?:decrease[sd]?|shrank|shrinks?|dropped|drops|fell|went down|goes down|lower|reduced?|reduces)\b/i,
      japanese: /減|下が|下げ|低|小さ|落|縮|短/,
    },
    right: [['Memory use dropped by 40 MB.', 'メモリ使用量は40 MB減りました。']],
    wrong: [['Memory use dropped by 40 MB.', 'メモリ使用量は40 MB増えました。']],
  },
  {
    one: {
      english: /(?<!\b(?:no|not) )\bmore than \d|\bover \d|\bexceed(?:s|ed|ing)?\b/i,
      japanese: /以上|超|越|より多|より大き|より長|上回|余り|オーバー/,
    },
    other: {
      english: /(?<!\b(?:no|not) )\b(?:fewer|less) than \d|\bunder \d/i,
      japanese: /未満|以下|より少|より小さ|より短|下回|以内|足らず|弱|切/,
    },
    right: [
      ['It takes more than 10 seconds.', '10秒以上かかります。'],
      ['It takes less than 10 seconds.', '10秒未満で終わります。'],
    ],
    wrong: [
      ['It takes more than 10 seconds.', '10秒未満です。'],
      ['Fewer than 5 tests fail.', '5件以上のテストが失敗します。'],
    ],
  },
  {
    one: { english: /\b(?:at least|no (?:fewer|less) than|or more)\b/i, japanese: /少なくとも|以上|最低|最小/ },
    other: {
      english: /\b(?:at most|up to|no more than|or (?:fewer|less))\b/i,
      japanese: /多くとも|以下|最大|まで|以内|最高/,
    },
    right: [
      ['You need at least 4 GB.', '少なくとも4 GB必要です。'],
      ['Keep it to no more than 80 characters.', '80文字以内にしてください。'],
    ],
    wrong: [
      ['You need at least 4 GB.', '必要なのは最大4 GBです。'],
      ['It uses at most 4 GB.', '4 GB以上使います。'],
    ],
  },
  {
    one: { english: /\bbefore\b/i, japanese: /前|まで|先|てから|のに|以前|事前|あらかじめ/, clear: /する前に|の前に/ },
    other: {
      english: /\bafter\b/i,
      japanese: /後|あと|経|てから|たら|以降|次|終わ|すると|た上で|ごとに/,
      clear: /[たの](?:後|あと)に?|分後|秒後|日後|時間後/,
    },
    right: [
      ['I will run the linter before I commit.', 'リンターを実行してからコミットします。'],
      ['The cache is invalidated after 15 minutes.', '15分経つとキャッシュは無効化されます。'],
    ],
    wrong: [
      ['Back up the data before the update.', '更新の後にデータをバックアップしてください。'],
      ['Run it after the build.', 'ビルドの前に実行してください。'],
    ],
  },
  {
    one: { english: /\benable[sd]?\b/i, japanese: /有効|可能|でき|オン/ },
    other: { english: /\bdisable[sd]?\b/i, japanese: /無効|オフ|不可|禁止|停止/ },
    right: [['I disabled the cache in the settings.', '設定でキャッシュを無効にしました。']],
    wrong: [['I disabled the cache in the settings.', '設定でキャッシュを有効にしました。']],
  },
  {
    one: { english: /\badd(?:s|ed|ing)?\b/i, japanese: /追加|加え|足|増や|付け|入れ/ },
    other: {
      english: /\b(?:remove[sd]?|removing|delete[sd]?|deleting)\b/i,
      japanese: /削除|取り除|除去|外し|消/,
    },
    right: [
      ['First I will add a test and then remove the old one.', 'まずテストを追加して、それから古いものを削除します。'],
    ],
    wrong: [['I removed the old test.', '古いテストを追加しました。']],
  },
  {
    one: { english: /\b(?:start(?:s|ed)?|begins?|began)\b/i, japanese: /開始|起動|始|スタート|立ち上/ },
    other: { english: /\b(?:stop(?:s|ped)?|ends?|ended|finish(?:es|ed)?)\b/i, japanese: /停止|終|止|完了/ },
    right: [['I stopped the server.', 'サーバーを止めました。']],
    wrong: [['I stopped the server.', 'サーバーを起動しました。']],
  },
  {
    one: { english: /\b(?:succeed(?:s|ed)?|pass(?:es|ed)?)\b/i, japanese: /成功|でき|通|合格|パス|渡/ },
    other: { english: /\bfail(?:s|ed)?\b/i, japanese: /失敗|でき(?:ない|ません)|落ち|エラー|通りま(?:せん|しない)/ },
    right: [['The upload failed.', 'アップロードに失敗しました。']],
    wrong: [
      ['The upload failed.', 'アップロードに成功しました。'],
      ['All tests pass.', 'すべてのテストが失敗します。'],
    ],
  },
  {
    one: { english: /\bopen(?:s|ed)?\b/i, japanese: /開|オープン|作成|出し|未解決/ },
    other: { english: /\bclose[sd]?\b/i, japanese: /閉|切|クローズ|終|近/ },
    right: [['The file is closed.', 'ファイルは閉じられています。']],
    wrong: [['The file is closed.', 'ファイルは開かれています。']],
  },
  {
    one: { english: /\b(?:allow(?:s|ed)?|permit(?:s|ted)?)\b/i, japanese: /許|可能|でき|認め/ },
    other: {
      english: /\b(?:den(?:y|ies|ied)|forbid(?:s|den)?|reject(?:s|ed)?|block(?:s|ed)?)\b/i,
      japanese: /拒|禁|却下|ブロック|許可され(?:ない|ません)|できません|できない/,
    },
    right: [['The request was denied.', 'リクエストは拒否されました。']],
    wrong: [['The request was denied.', 'リクエストは許可されました。']],
  },
  {
    one: { english: /\b(?:oldest|older)\b/i, japanese: /古/ },
    other: { english: /\b(?:newest|newer|latest)\b/i, japanese: /新|最近/ },
    right: [['The latest version works.', '最新のバージョンは動きます。']],
    wrong: [['The latest version works.', '最も古いバージョンは動きます。']],
  },
  {
    one: { english: /\bfirst\b/i, japanese: /最初|初|まず|第一|先|1/ },
    other: { english: /\blast\b/i, japanese: /最後|末|前回|最終|ラスト/ },
    right: [['It reads the last line.', '最後の行を読みます。']],
    wrong: [['It reads the last line.', '最初の行を読みます。']],
  },
  {
    one: {
      english: /\b(?:largest|bigger|larger|longer|longest|most)\b/i,
      japanese: /大き|長|最も|多|いちばん|一番|最大|ほとんど|たいてい|最/,
    },
    other: {
      english: /\b(?:smallest|smaller|shorter|shortest)\b/i,
      japanese: /小さ|短|少な|最小/,
      clear: /小さ|短|最小/,
    },
    right: [['I will start with the smallest change.', '最も小さな変更から始めます。']],
    wrong: [['The file is larger now.', 'ファイルは小さくなりました。']],
  },
];
