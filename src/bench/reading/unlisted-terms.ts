/**
 * English words that a coding assistant wrote often (development logs of github.com/palimondo/BookMinder) and that are
 * not in the table of terms, with the loan word that Japanese developers say: for measuring only, never for reading.
 */
export const UNLISTED_TERMS: readonly (readonly [word: string, kana: string])[] = `
book ブック|check チェック|right ライト|line ライン|database データベース|subprocess サブプロセス|progress プログレス|structure ストラクチャー
formatting フォーマッティング|first ファースト|missing ミッシング|implementation インプリメンテーション|analysis アナリシス|current カレント
samples サンプルズ|perfect パーフェクト|format フォーマット|section セクション|real リアル|good グッド|behavior ビヘイビア|story ストーリー
reading リーディング|acceptance アクセプタンス|approach アプローチ|logic ロジック|excellent エクセレント|full フル|updated アップデーテッド
work ワーク|actual アクチュアル|patterns パターンズ|passing パッシング|verify ベリファイ|empty エンプティ|next ネクスト|fields フィールズ
system システム|spec スペック|step ステップ|show ショー|multiple マルチプル|design デザイン|boundary バウンダリー|keep キープ|complete コンプリート
details ディテールズ|same セイム|clear クリア|proper プロパー|exist イグジスト|better ベター|filters フィルターズ|handling ハンドリング
duplication デュプリケーション|between ビトウィーン|before ビフォア|unit ユニット|title タイトル|great グレート|click クリック|optional オプショナル
directly ダイレクトリー|evidence エビデンス|home ホーム|cleanup クリーンアップ|focus フォーカス|pass パス|point ポイント|absolute アブソリュート
architecture アーキテクチャ|filtering フィルタリング|exact イグザクト|wait ウェイト|resolution レゾリューション|started スターテッド|handle ハンドル
into イントゥ|even イーブン|wrong ロング|extract エクストラクト|author オーサー|pattern パターン|runner ランナー|correct コレクト|call コール
following フォローイング|creating クリエイティング|fail フェイル|level レベル|scenario シナリオ|clean クリーン|display ディスプレイ|reference リファレンス
change チェンジ|expert エキスパート|conversation カンバセーション|information インフォメーション|technical テクニカル|history ヒストリー
ensure エンシュア|convert コンバート|critical クリティカル|separate セパレート|problem プロブレム|programming プログラミング|isolation アイソレーション
content コンテント|place プレース|usage ユーセージ|operations オペレーションズ|important インポータント|question クエスチョン|field フィールド
explicit イクスプリシット|group グループ|several セブラル|ready レディ|green グリーン|raise レイズ|original オリジナル|tracking トラッキング
series シリーズ|feedback フィードバック|future フューチャー|skip スキップ|research リサーチ|collaboration コラボレーション|support サポート
reader リーダー|write ライト|management マネジメント|include インクルード|blank ブランク|purpose パーパス|simple シンプル|discovery ディスカバリー
revert リバート|vision ビジョン|compact コンパクト|comment コメント|insight インサイト|complexity コンプレキシティ|order オーダー|cleaner クリーナー
`
  .trim()
  .split(/[|\n]/)
  .map((row): [string, string] => [row.slice(0, row.indexOf(' ')), row.slice(row.indexOf(' ') + 1)]);
