import type { Check } from './check.ts';
import { japaneseNumbers, writtenNumbers } from './numbers.ts';

export const INSTEAD: Check = {
  name: 'instead',
  only: 'ja',
  passes: ({ source, translation }) => keepsNumber(source, translation) && keepsWhatIsDone(source, translation),
  right: [
    ['The build now takes 14 seconds instead of 52.', 'ビルドは52秒ではなく14秒で終わるようになりました。'],
    [
      'The parser now skips empty lines instead of failing.',
      'パーサーは失敗する代わりに空行をスキップするようになりました。',
    ],
    ['It returns null rather than throwing an error.', 'エラーを投げずに、null を返します。'],
  ],
  wrong: [
    [
      "Can't you emulate threads instead of relying on an OS implementation?",
      'スレッドを模擬する代わりに、OSの実装を使用することはできませんか？',
    ],
    ['The build now takes 14 seconds instead of 52.', 'ビルド時間は14秒から52秒になりました。'],
    ['The build now takes 14 seconds instead of 52.', 'ビルドは現在14秒でなく、52秒で行われています。'],
    ['The parser now skips empty lines instead of failing.', 'パーサーは空行をスキップする代わりに失敗します。'],
    ['It returns null rather than throwing an error.', 'null を返さずに、エラーを投げます。'],
  ],
};

/** "14 instead of 52" is 52ではなく14: true unless the number that holds now is the one denied. */
function keepsNumber(source: string, translation: string): boolean {
  const match = NUMBER_INSTEAD.exec(source);
  const [now] = writtenNumbers(match?.[1] ?? '');
  const text = translation.normalize('NFKC');
  const became = BECAME.exec(text)?.[1];
  if (now !== undefined && became !== undefined && japaneseNumbers(became).includes(now)) return false;
  const denied = DENIED.exec(text)?.[1];
  return now === undefined || denied === undefined || !japaneseNumbers(denied).includes(now);
}

const NUMBER_INSTEAD = /(\d[\d.,:]*)[^.;!?\d]{0,40}?\binstead of\s+(?:the\s+)?\d/i;
/** What was before it changed. */
const BECAME = /(\d[\d.,:]*)[^\d、。]{0,6}から[^\d、。]{0,4}\d/;
const DENIED = /(\d[\d.,:]*)[^\d、。]{0,6}(?:では?|じゃ)(?:なく|ありません)/;

/**
 * "It skips the line instead of failing" is 失敗せずに行を飛ばします: true unless what is done and what is not done have
 * changed places. Only verbs of the list are judged.
 */
function keepsWhatIsDone(source: string, translation: string): boolean {
  const [, done = '', denied = ''] = IN_ENGLISH.exec(source) ?? [];
  const [, before = '', after = ''] = IN_JAPANESE.exec(translation) ?? [];
  const latin = (text: string) =>
    (text.match(/(?<![\w.])[A-Z][A-Za-z]+(?![\w])/g) ?? []).filter(
      (word) => !/^(?:The|It|Use|Can|You|We|If|In|This)$/.test(word),
    );
  const moved = latin(denied).some(
    (name) => after.includes(name) && !before.includes(name) && !latin(done).includes(name),
  );
  if (before !== '' && moved) return false;
  const notDone = VERBS.filter(([english]) => english.test(denied)).map(([, japanese]) => japanese);
  const isDone = VERBS.filter(([english]) => english.test(done)).map(([, japanese]) => japanese);
  const turned = (verb: RegExp, from: string, to: string) => verb.test(to) && !verb.test(from);
  return !(
    notDone.some((verb) => turned(verb, before, after)) &&
    (isDone.length === 0 || isDone.some((verb) => turned(verb, after, before)))
  );
}

const IN_ENGLISH = /([^.;!?]*?),?\s+(?:instead of|rather than)\s+((?:[\w-]+\s+){0,5}[\w-]+)/i;
const IN_JAPANESE =
  /([^、。]*)(?:代わりに|かわりに|のではなく|ではなく|(?:せ|さ|ら|れ|か|ば|た|ま|な|わ|き|け|げ|べ|め|え|て|し|い|み)ずに)、?(.*)/u;

/** Verbs of agents' prose, and the words by which each is known in Japanese. */
const VERBS: ReadonlyArray<readonly [english: RegExp, japanese: RegExp]> = [
  [/\bskip/i, /スキップ|飛ば/],
  [/\bfail/i, /失敗|エラー/],
  [/\breturn/i, /返|戻り値/],
  [/\bthrow/i, /投げ|スロー|例外|送出/],
  [/\bcrash/i, /クラッシュ|落ち|異常終了/],
  [/\b(?:retry|retries|retrying)\b/i, /再試行|リトライ|やり直/],
  [/\bignor/i, /無視/],
  [/\b(?:delet|remov)/i, /削除|消|取り除|除去/],
  [/\bcreat/i, /作成|作り|作る|作っ|生成/],
  [/\b(?:write|writes|writing|wrote)\b/i, /書/],
  [/\b(?:read|reads|reading)\b/i, /読/],
  [/\bcop(?:y|ies|ied)/i, /コピー|複製/],
  [/\bmov(?:e|es|ed|ing)\b/i, /移動|移し|移す/],
  [/\bwait/i, /待/],
  [/\bpoll/i, /ポーリング/],
  [/\bwarn/i, /警告/],
  [/\blog(?:s|ged|ging)?\b/i, /ログ|記録/],
  [/\b(?:exit|quit)/i, /終了|抜け/],
  [/\bstop/i, /停止|止/],
  [/\bcontinu/i, /続/],
  [/\bguess/i, /推測|当て/],
  [/\brenam/i, /名前を変|リネーム|改名/],
  [/\bmerg/i, /マージ|統合|併合/],
  [/\bupdat/i, /更新|アップデート/],
  [/\binstall/i, /インストール/],
  [/\bbuild/i, /ビルド|構築/],
  [/\bpars(?:e|es|ed|ing)\b/i, /解析|パース/],
  [/\bprint/i, /表示|出力|印刷/],
  [/\bsend|\bsent\b/i, /送/],
  [/\badd/i, /追加|加え/],
  [/\breplac/i, /置き換|置換|差し替/],
  [/\bcall/i, /呼/],
  [/\bopen/i, /開/],
  [/\bclos/i, /閉/],
  [/\bemulat/i, /エミュレート|模擬|模倣/],
  [/\brel(?:y|ies|ied)/i, /頼|依存|依ら|依る/],
];
