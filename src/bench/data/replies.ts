/** Replies of a coding agent, written for the benches: four sentences or more each. */
export const OWN_REPLIES: readonly string[] = [
  'I read the whole project first. The server keeps every connection open. After 500 requests there is no memory left. I changed the pool so that it closes them. The limit is now 20 connections. I added 4 tests for it. All 96 tests pass. The load test ran for 10 minutes. Memory use did not grow. Do you want me to change the default limit?',
  "Let me look at the failing test first. It expects the list to be sorted, but the query has no order. I'll add the order to the query and run the suite again. Nothing else depends on it.",
  'The build is green again. I removed the old polyfill because Node 20 has this function. The bundle is 14 kB smaller now. You can merge the branch when you like.',
  'I found two problems in `config.ts`. The first one is a typo in the name of the variable. The second one is more serious: the default is read before the file is loaded. I fixed both and added a test for the second.',
  'The migration ran without errors. All 1,204 rows were copied to the new table. The old table is still there, so you can go back. I would wait a week before deleting it.',
  'This error comes from the proxy and not from our code. It closes a connection after 60 seconds. Our longest request takes about 75 seconds. We can raise the limit of the proxy or split the request.',
  "I updated the documentation as you asked. There are three new pages: installation, configuration and troubleshooting. The examples were tried on Linux and macOS. I couldn't test them on Windows.",
  'Tests fail on the main branch too, so this is not caused by your change. The clock of the CI machine is two hours behind. Two tests compare dates without a time zone. I made them use UTC.',
];

/** Replies as an agent writes them to somebody who works in Japanese. */
export const JAPANESE_REPLIES: readonly string[] = [
  '`npm test`を実行しました。すべてのテストが通っています。次に`src/config.ts`の警告を直します。完了したらお知らせします。',
  '原因が分かりました。`useEffect`の依存配列に`userId`が入っていません。そのため、ユーザーを切り替えても再取得されません。修正してテストを追加しました。',
  'まずログを確認します。エラーは3件ありますが、どれも同じ原因です。データベースへの接続が60秒で切れています。タイムアウトを延ばすか、接続プールを使うかを選んでください。',
  'ビルドは成功しました。バンドルのサイズは14 kB小さくなりました。古いポリフィルはもう必要ありません。マージしても問題ありません。',
  'ドキュメントを更新しました。インストール、設定、トラブルシューティングの3ページを追加しました。例はLinuxとmacOSで確認済みです。Windowsではまだ試していません。',
  'この関数は2か所から呼ばれています。片方は引数の順序が逆でした。型を厳しくしたので、今後は同じ間違いがコンパイル時に分かります。テストは48件すべて成功です。',
];
