/**
 * Sentences as coding agents write them, with two ways in which a Japanese developer would say each: our own, for
 * `bench translate`. Written before any prompt was tuned on them.
 */
export const AGENT_SENTENCES: ReadonlyArray<{ readonly source: string; readonly references: readonly string[] }> = [
  { source: 'I found the bug.', references: ['バグを見つけました。', 'バグが見つかりました。'] },
  {
    source: 'Let me read the configuration file first.',
    references: ['まず設定ファイルを読みます。', '最初に設定ファイルを確認させてください。'],
  },
  {
    source: 'The test fails because the fixture has a trailing newline.',
    references: [
      'フィクスチャの末尾に改行があるため、テストが失敗します。',
      'テストが失敗するのは、フィクスチャの最後に改行が入っているからです。',
    ],
  },
  {
    source: 'All 128 tests pass.',
    references: ['128件のテストがすべて通ります。', '128個のテストはすべて成功しています。'],
  },
  {
    source: 'I have not changed the public API.',
    references: ['公開APIは変更していません。', '公開されているAPIには変更を加えていません。'],
  },
  {
    source: 'Would you like me to open a pull request?',
    references: ['プルリクエストを作成しましょうか？', 'プルリクエストを出しましょうか？'],
  },
  {
    source: 'The function is called twice for every request.',
    references: [
      'その関数はリクエストごとに2回呼ばれています。',
      'この関数は、1回のリクエストにつき2回呼び出されます。',
    ],
  },
  {
    source: 'I moved the helper into its own file.',
    references: ['ヘルパーを専用のファイルに移しました。', 'ヘルパーを別のファイルに切り出しました。'],
  },
  {
    source: 'The build now takes 14 seconds instead of 52.',
    references: ['ビルド時間は52秒から14秒になりました。', 'ビルドは52秒ではなく14秒で終わるようになりました。'],
  },
  {
    source: 'This does not affect existing users.',
    references: ['既存のユーザーには影響しません。', 'これによって既存のユーザーに影響が出ることはありません。'],
  },
  {
    source: 'There are 3 ways to solve this.',
    references: ['解決方法は3つあります。', 'これを解決する方法は3通りあります。'],
  },
  {
    source: 'The simplest one is to add an index.',
    references: [
      '最も簡単なのはインデックスを追加することです。',
      'いちばん簡単な方法は、インデックスを追加することです。',
    ],
  },
  {
    source: 'I will start with the smallest change.',
    references: ['最も小さな変更から始めます。', 'まずいちばん小さな変更から取りかかります。'],
  },
  {
    source: 'The server returns 404 when the file is missing.',
    references: [
      'ファイルがない場合、サーバーは404を返します。',
      'ファイルが見つからないと、サーバーは404を返します。',
    ],
  },
  {
    source: 'You can undo this with `git revert HEAD`.',
    references: ['これは git revert HEAD で元に戻せます。', 'git revert HEAD を実行すれば元に戻せます。'],
  },
  {
    source: 'Do not run this command in production.',
    references: ['このコマンドを本番環境で実行しないでください。', '本番環境ではこのコマンドを実行しないでください。'],
  },
  {
    source: 'The type of the second argument is wrong.',
    references: ['2番目の引数の型が間違っています。', '第2引数の型が誤っています。'],
  },
  {
    source: 'I cannot reproduce the error on my side.',
    references: ['こちらではエラーを再現できません。', '私の環境ではそのエラーが再現しません。'],
  },
  {
    source: 'The cache is invalidated after 15 minutes.',
    references: ['キャッシュは15分後に無効になります。', '15分経つとキャッシュは無効化されます。'],
  },
  {
    source: 'Should I also update the documentation?',
    references: ['ドキュメントも更新しましょうか？', 'ドキュメントも更新したほうがよいですか？'],
  },
  {
    source: 'The old behaviour is kept behind a flag.',
    references: ['以前の動作はフラグで残してあります。', '従来の動作は、フラグを指定すれば使えるようにしてあります。'],
  },
  {
    source: 'Two tests were skipped because they need a network.',
    references: [
      'ネットワークが必要なため、2つのテストはスキップされました。',
      '2つのテストはネットワークが必要なのでスキップしました。',
    ],
  },
  {
    source: 'The error only happens on Windows.',
    references: ['このエラーはWindowsでのみ発生します。', 'エラーが起きるのはWindowsだけです。'],
  },
  {
    source: 'I renamed `getUser` to `findUser` in 6 files.',
    references: [
      '6つのファイルで getUser を findUser に改名しました。',
      'getUser を findUser に変更しました。対象は6ファイルです。',
    ],
  },
  {
    source: 'Memory use grew from 80 MB to 210 MB during the run.',
    references: [
      '実行中にメモリ使用量が80 MBから210 MBに増えました。',
      '実行している間に、メモリ使用量は80 MBから210 MBまで増加しました。',
    ],
  },
  {
    source: 'The request times out after 30 seconds.',
    references: ['リクエストは30秒でタイムアウトします。', '30秒経つと、リクエストはタイムアウトになります。'],
  },
  {
    source: 'This is faster, but it uses more memory.',
    references: ['こちらのほうが速いですが、メモリを多く使います。', '速くはなりますが、メモリの使用量は増えます。'],
  },
  {
    source: 'I added a test that covers the empty list.',
    references: ['空のリストを確認するテストを追加しました。', 'リストが空の場合のテストを追加しました。'],
  },
  {
    source: 'The database schema has not been migrated yet.',
    references: [
      'データベースのスキーマはまだ移行されていません。',
      'データベーススキーマのマイグレーションはまだ行われていません。',
    ],
  },
  {
    source: 'Please restart the development server.',
    references: ['開発サーバーを再起動してください。', '開発用サーバーの再起動をお願いします。'],
  },
  {
    source: 'The variable is never used.',
    references: ['その変数は一度も使われていません。', 'この変数はどこでも使われていません。'],
  },
  {
    source: 'The problem was a missing `await`.',
    references: ['問題は await が抜けていたことでした。', 'await がなかったことが問題でした。'],
  },
  {
    source: 'Here is a summary of the changes.',
    references: ['変更の概要です。', '変更点をまとめると次のとおりです。'],
  },
  {
    source: 'The token expires every 60 minutes.',
    references: ['トークンは60分ごとに失効します。', 'トークンの有効期限は60分です。'],
  },
  {
    source: 'I will run the linter before I commit.',
    references: ['コミットする前にリンターを実行します。', 'リンターを実行してからコミットします。'],
  },
  {
    source: 'Your branch is 4 commits behind `main`.',
    references: [
      'あなたのブランチは main より4コミット遅れています。',
      'ブランチは main に対して4コミット分遅れています。',
    ],
  },
  {
    source: 'It works on my machine with Node 20.',
    references: ['私の環境ではNode 20で動作します。', 'Node 20を使った手元のマシンでは動いています。'],
  },
  {
    source: 'The log shows the same warning 12 times.',
    references: ['ログには同じ警告が12回出ています。', '同じ警告がログに12回記録されています。'],
  },
  {
    source: 'What should happen when the input is empty?',
    references: ['入力が空のときはどうなるべきでしょうか？', '入力が空の場合は、どのように動作すべきですか？'],
  },
  {
    source: 'The regular expression matches too much.',
    references: ['その正規表現は広くマッチしすぎます。', '正規表現が余計なものにまで一致しています。'],
  },
  {
    source: 'I fixed the typo in the error message.',
    references: ['エラーメッセージの誤字を直しました。', 'エラーメッセージのタイプミスを修正しました。'],
  },
  {
    source: 'The queue is processed in the wrong order.',
    references: ['キューが誤った順序で処理されています。', 'キューの処理順が間違っています。'],
  },
  {
    source: 'No files were deleted.',
    references: ['ファイルは一つも削除されていません。', '削除されたファイルはありません。'],
  },
  {
    source: 'The upload limit is 25 MB.',
    references: ['アップロードの上限は25 MBです。', 'アップロードできるのは25 MBまでです。'],
  },
  {
    source: 'Both branches have the same content.',
    references: ['両方のブランチの内容は同じです。', '2つのブランチは内容が同じです。'],
  },
  {
    source: 'I need your permission to install a package.',
    references: [
      'パッケージをインストールするには許可が必要です。',
      'パッケージのインストールにはあなたの許可が要ります。',
    ],
  },
  {
    source: 'The connection is closed when the timeout is reached.',
    references: ['タイムアウトになると接続が閉じられます。', 'タイムアウトに達すると、接続は切断されます。'],
  },
  {
    source: 'Half of the time is spent in JSON parsing.',
    references: ['時間の半分はJSONの解析に使われています。', 'JSONのパースに半分の時間がかかっています。'],
  },
  {
    source: 'I have left the other warnings alone.',
    references: ['ほかの警告には手を付けていません。', '他の警告はそのままにしてあります。'],
  },
  {
    source: 'The new version is 3 times faster than the old one.',
    references: ['新しいバージョンは以前より3倍速いです。', '新バージョンの速度は旧バージョンの3倍です。'],
  },
  {
    source: 'This change is safe to merge.',
    references: ['この変更は安全にマージできます。', 'この変更はマージしても問題ありません。'],
  },
  {
    source: 'The page loads 2 scripts that it does not need.',
    references: [
      'そのページは不要なスクリプトを2つ読み込んでいます。',
      'このページでは、必要のないスクリプトが2つ読み込まれています。',
    ],
  },
  {
    source: 'I could not find any usage of this class.',
    references: [
      'このクラスが使われている箇所は見つかりませんでした。',
      'このクラスを使っている場所は見当たりませんでした。',
    ],
  },
  {
    source: 'The result is rounded to 2 decimal places.',
    references: ['結果は小数点以下2桁に丸められます。', '結果は小数第2位までに丸めます。'],
  },
  {
    source: 'Next, I will look at the failing job.',
    references: ['次に、失敗しているジョブを確認します。', '続いて、失敗したジョブを調べます。'],
  },
  {
    source: 'The lock file is out of date.',
    references: ['ロックファイルが古くなっています。', 'ロックファイルの内容が最新ではありません。'],
  },
  {
    source: 'It returns `null` instead of throwing an error.',
    references: ['エラーを投げる代わりに null を返します。', '例外を投げずに null を返します。'],
  },
  {
    source: 'The deploy finished without errors.',
    references: ['デプロイはエラーなしで完了しました。', 'エラーが出ることなくデプロイが終わりました。'],
  },
  {
    source: 'Is the port 8080 already in use?',
    references: ['ポート8080はすでに使用中ですか？', '8080番ポートはもう使われていますか？'],
  },
  {
    source: 'Everything is committed and pushed.',
    references: ['すべてコミットしてプッシュしました。', 'すべての変更をコミットし、プッシュしてあります。'],
  },
];
