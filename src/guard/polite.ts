/** Plain endings that have one polite form; a verb whose stem would have to be known is left as it is. */
const ENDINGS: ReadonlyArray<readonly [plain: RegExp, polite: string]> = [
  [/である$/u, 'です'],
  [/(?<=[\p{Script=Han}\p{Script=Katakana}ー])する$/u, 'します'],
  [/(?<=[\p{Script=Han}\p{Script=Katakana}ー])した$/u, 'しました'],
  [/(?<=[てで])いる$/u, 'います'],
  [/(?<=[てで])いた$/u, 'いました'],
  [/(?<=[てで])いない$/u, 'いません'],
  [/(?<=[てで])ある$/u, 'あります'],
  [/(?<=さ)れる$/u, 'れます'],
  [/(?<=さ)れた$/u, 'れました'],
  [/(?<=さ)れない$/u, 'れません'],
  [/できる$/u, 'できます'],
  [/できた$/u, 'できました'],
  [/できない$/u, 'できません'],
  [/だった$/u, 'でした'],
  [/(?<=[読進含組済挟包頼望休飲沈絡踏産住囲込])んだ$/u, 'みました'],
  [/(?<=[学選並呼飛運結及])んだ$/u, 'びました'],
  // 動くんだ, なんだ; other verbs that end in んだ are left.
  [/(?<=[\p{Script=Han}\p{Script=Katakana}ーの]|[なるたいうくすつぬぶむぐ]ん)だ$/u, 'です'],
];

/** A Japanese sentence in polite style (です・ます), as far as its ending tells how. */
export function polite(sentence: string): string {
  const [, body = sentence, stop = ''] = /^(.*?)([。！!]*)$/su.exec(sentence) ?? [];
  const ending = ENDINGS.find(([plain]) => plain.test(body));
  return ending === undefined ? sentence : body.replace(ending[0], ending[1]) + stop;
}
