import type { Term } from '../spec/contracts.ts';
import type { Check, Pair } from './check.ts';

/** A word of the source, how Japanese may say it, and how a translator is asked to say it. */
export interface Word {
  readonly english: RegExp;
  readonly japanese: RegExp;
  readonly say: string;
}

/** Words that carry the meaning of a sentence, and that a small model was seen to leave out or to mistake. */
export const WORDS: readonly Word[] = [
  word(/\bonly\b(?! if)/i, /だけ|のみ|しか|限|ばかり|唯一|一意|たった|専用|単/, 'だけ'),
  word(
    /\bonly (?:happens?|works?|runs?|fails?|occurs?|applies|appears?|exists?) (?:on|in|for|with|when|at)\b/i,
    /のみ|しか|(?<![るた])だけ|限/,
    'のみ',
  ),
  word(/\bwhich (?:one )?of\b/i, /どちら|どの|どれ|いずれ|うち|何/, 'どの'),
  word(/\b(?:we|I|you) know\b/i, /知|わか|分か|把握|承知/, '知って'),
  word(/\b(?:both)\b/i, /両|どちらも|双方|いずれも|2|二|ふたつ|と.*と/, '両方'),
  word(/\balways\b/i, /常|いつも|必ず|毎回|決まって|絶対/, '常に'),
  word(/\b(?:half)\b/i, /半|2分の1|二分の一|50/, '半分'),
  word(/\b(?:almost|nearly)\b(?! (?:any|every|all)\b)/i, /ほぼ|ほとんど|もう少し|近く|近い/, 'ほぼ'),
  word(/\bdecimal places?\b/i, /小数/, '小数点以下'),
  word(/\bwithout\b/i, /そのまま|なし|なく|無し|ない|ず(?:に|、)|ぬき|抜き|ません|せず|以外|回避|避け/, 'なしで'),
  word(/\bunless\b/i, /限り|ない|なければ|以外|場合を除/, '〜でない限り'),
  word(/\bagain\b(?!,)/i, /再|何回|もう一度|また|改めて|あらため|二度|繰り返|何度|戻/, 'もう一度'),
  word(/\balready\b/i, /すでに|既に|もう|済|以前|とっくに/, 'すでに'),
  word(
    /(?<!\b(?:no|not|or|any) )\bmore\b(?! or less)/i,
    /より|もっと|さらに|更に|一層|いっそう|ますます|以上|超|越|上回|多|増|もう|他|ほか|追加|加え|詳|くわし|複数|何度|繰り返|など|等|余|別|高|大き|深|広|強|長|新た/,
    'より',
  ),
  word(
    /\b(?:additional(?:ly)?|further(?:more)?)\b/i,
    /追加|付加|加え|さらに|更に|また|もう|他|ほか|別|余|増|これ以上|それ以上|詳|先|遠/,
    'さらに',
  ),
  word(/\b(?:duplicates?|duplicated)\b/i, /重複|複製|二重|同じ/, '重複'),
  word(/\btoo (?:much|many|large|long|slow|big|small|short)\b/i, /すぎ|過ぎ|過度|過剰|余計|大き|長|遅|多/, '〜すぎる'),
];

/** Terms of developers that have one word in Japanese, or a few. */
export const TERMS: readonly Word[] = [
  word(/\btests?\b/i, /テスト|検査|試験|検証/, 'テスト'),
  word(/\bfiles?\b/i, /ファイル/, 'ファイル'),
  word(/\bservers?\b/i, /サーバ/, 'サーバー'),
  word(/\bcaches?\b/i, /キャッシュ/, 'キャッシュ'),
  word(/\bbranch(?:es)?\b/i, /ブランチ|分岐|アーム|枝/, 'ブランチ'),
  word(/\bcommits?\b/i, /コミット/, 'コミット'),
  word(/\bpull requests?\b/i, /プルリク|PR/, 'プルリクエスト'),
  word(/\blint(?:er|ers|ing)\b/i, /リンタ|リント|lint/i, 'リンター'),
  word(/\bmigrat(?:e[sd]?|ing|ions?)\b/i, /マイグレ|移行|移/, '移行'),
  word(/\b(?:databases?)\b/i, /データベース|DB/, 'データベース'),
  word(/\bschemas?\b/i, /スキーマ/, 'スキーマ'),
  word(/\bwarnings?\b/i, /警告|ワーニング|注意/, '警告'),
  word(/\b(?:arguments?)\b/i, /引数|実引数|引き数|主張|議論/, '引数'),
  word(/\b(?:parameters?)\b/i, /引数|パラメータ|パラメタ|母数/, '引数'),
  word(/\bvariables?\b/i, /変数|可変/, '変数'),
  word(/\b(?:functions?)\b/i, /関数|機能|ファンクション|働|動作|function|fn/, '関数'),
  word(/\b(?:compilers?)\b/i, /コンパイ/, 'コンパイラ'),
  word(/\bqueues?\b/i, /キュー|待ち行列|queue/i, 'キュー'),
  word(/\bthreads?\b/i, /スレッド|thread/i, 'スレッド'),
  word(/\bregular expressions?\b/i, /正規表現/, '正規表現'),
  word(/\btokens?\b/i, /トークン|字句/, 'トークン'),
  word(/\btypos?\b/i, /誤字|タイプミス|誤記|タイポ|誤り|打ち間違/, '誤字'),
  word(/\bconfigurations?\b/i, /設定|構成|コンフィグ/, '設定'),
  word(/\b(?:documentation)\b/i, /ドキュメン|文書|説明書|資料|マニュアル|リファレンス/, 'ドキュメント'),
  word(/\bports?\b/i, /ポート/, 'ポート'),
  word(/\bloops?\b(?!,)/i, /ループ|繰り返|反復|loop/i, 'ループ'),
  word(/\bstrings?\b/i, /文字列|ストリング|メッセージ/, '文字列'),
  word(/\bparsers?\b/i, /パーサ|解析/, 'パーサー'),
  word(/\bpackages?\b/i, /パッケージ|package/i, 'パッケージ'),
  word(/\bmodules?\b/i, /モジュール/, 'モジュール'),
  word(/\blibrar(?:y|ies)\b/i, /ライブラリ|図書館/, 'ライブラリ'),
  word(/\bclosures?\b/i, /クロージャ/, 'クロージャ'),
  word(/\biterators?\b/i, /イテレータ|反復子/, 'イテレータ'),
  word(/\btraits?\b/i, /トレイト|特性|特徴/, 'トレイト'),
  word(/\bstructs?\b/i, /構造体|struct/i, '構造体'),
  word(/\bmemory\b/i, /メモリ|記憶/, 'メモリ'),
];

/** What carries meaning is said: "only", "without", and terms that have a word in Japanese. */
export const WORDING: Check = {
  name: 'wording',
  only: 'ja',
  passes: (pair) => missingWords(pair).length === 0,
  right: [
    ['The error only happens on Windows.', 'このエラーはWindowsでのみ発生します。'],
    ['The deploy finished without errors.', 'デプロイはエラーなしで完了しました。'],
    ['I will run the linter.', 'リンターを実行します。'],
    ['Run `npm test` now.', '今 npm test を実行してください。', ['npm test']],
    ['You can store more than one value.', '複数の値を保存できます。'],
    ['It is no more than a wrapper.', 'それは単なるラッパーです。'],
  ],
  wrong: [
    ['The error only happens on Windows.', 'このエラーはWindowsで発生します。'],
    ['The error only happens on Windows.', 'Windows 上でエラーが発生するだけです。'],
    ['I will run the linter.', 'ライターを実行します。'],
    ['The schema is migrated.', 'スキーマはマージンされています。'],
    ['The result is rounded to 2 decimal places.', '結果は2桁に丸められます。'],
    ['This is faster, but it uses more memory.', 'こちらは速いですが、メモリを使います。'],
    ['The new API is more flexible.', '新しいAPIは柔軟です。'],
    ['It takes an additional argument.', '引数を取ります。'],
  ],
};

const QUOTED = /"[^"]*"|“[^”]*”|`[^`]*`/g;

/** The words of the source that the translation does not say in any way that is known. */
export function missingWords({ source, translation, kept }: Pair): Term[] {
  const prose = kept.reduce((text, name) => text.replaceAll(name, ' '), source.replace(QUOTED, ' '));
  return [...WORDS, ...TERMS]
    .flatMap(({ english, japanese, say }) => {
      const found = japanese.test(translation) ? null : english.exec(prose);
      return found === null ? [] : [{ index: found.index, term: { source: found[0], target: say } }];
    })
    .sort((a, b) => a.index - b.index)
    .map(({ term }) => term);
}

/** Nothing is said that the source has no word for: 約, 必ず, 問題ありません and the like out of nothing. */
export const ADDITION: Check = {
  name: 'addition',
  only: 'ja',
  passes: ({ source, translation }) =>
    ADDED.every(([japanese, english]) => !japanese.test(translation) || english.test(source)),
  right: [
    ['This change is safe to merge.', 'この変更はマージしても問題ありません。'],
    ['It takes about 5 minutes.', '約5分かかります。'],
    ['You must always close it.', '必ず閉じてください。'],
  ],
  wrong: [
    ['It works on my machine with Node 20.', '私のマシンで Node 20 で動作するので、問題ありません。'],
    ['Half of the time is spent in parsing.', '約半分の時間は解析に使われています。'],
    ['I restarted the server.', 'サーバーを再起動しましたので、ご安心ください。'],
    ['Because it is slow, I stopped it.', 'なぜか遅いので、止めました。'],
    ['The scripts can be used without modification.', 'スクリプトを使用する必要はありません。'],
    ['The project can be converted.', '作成する前に、プロジェクトを変換できます。'],
  ],
};

const ADDED: ReadonlyArray<readonly [japanese: RegExp, english: RegExp]> = [
  // "Because" was seen as なぜか, time and again.
  [/なぜ/, /\b(?:why|somehow|reasons?|strange\w*|because of what|for some reason)\b/i],
  [
    /必要(?:は|が)?(?:あり|ござい)ません|必要(?:は|が)ない/,
    /\b(?:need\w*|necess\w*|unnecess\w*|requir\w*|ha(?:ve|s|d) to|having to|must|optional|no longer|mandatory)\b/i,
  ],
  [
    /必要が(?:あります|ある)/,
    /\b(?:need\w*|necess\w*|requir\w*|ha(?:ve|s|d) to|having to|must|should|ought|want\w*|essential|mandat\w*|only if|got to|important|worth|supposed|except|unless|without)\b/i,
  ],
  [
    /(?:する|した|の|る)前に/,
    /\b(?:before\w*|prior|ago|in front|ahead|earlier|previous\w*|first|until|pre\w+|preced\w*|advance|last|leading|old|former\w*|yet|so far)\b/i,
  ],
  [
    /問題(?:は)?(?:あり|ござい)ません|問題ない/,
    /\b(?:problems?|issues?|fine|ok|okay|safe\w*|troubles?|wrong|worr\w*|harm\w*|matter|concern\w*|not)\b/i,
  ],
  [
    /約(?=\d|[一二三四五六七八九十半])|およそ|おおよそ/,
    /\b(?:about|around|approximately|roughly|nearly|almost|some|approx|or so|estimated)\b|~/i,
  ],
  [
    /ご安心|お気軽|よろしくお願い|ご了承|ありがとうございます/,
    /\b(?:worry|feel free|safe|please|note|thank\w*|rest assured)\b/i,
  ],
  [
    /ことがあります|ことがある/,
    /\b(?:may|might|can|could|sometimes|occasionally|possibl[ey]|often|at times|tends?|have|has)\b/i,
  ],
  [
    /確認し(?:ま|た)/,
    /\b(?:check\w*|confirm\w*|verif\w*|see|saw|sure|look\w*|review\w*|inspect\w*|test\w*|ensure\w*|found|examin\w*|investigat\w*|validat\w*|read|observ\w*|note[sd]?|watch\w*|try|go(?:ing)? through)\b/i,
  ],
  [
    /おそらく|たぶん|多分/,
    /\b(?:probabl[ey]|perhaps|maybe|likely|may|might|presumably|should|seems?|guess|suspect|think|must|appears?)\b/i,
  ],
  [
    /必ず/,
    /\b(?:always|must|certainly|sure|definitely|never|every|guarantee[sd]?|ensure[sd]?|need|have to|required?|inevitabl[ey]|necessarily|make sure|should|exactly|will)\b/i,
  ],
];

function word(english: RegExp, japanese: RegExp, say: string): Word {
  return { english, japanese, say };
}
