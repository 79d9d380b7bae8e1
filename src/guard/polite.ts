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
  [/(?<=[\p{Script=Han}\p{Script=Katakana}ーのん])だ$/u, 'です'],
];

/** A Japanese sentence in polite style (です・ます), as far as its ending tells how. */
export function polite(sentence: string): string {
  const [, body = sentence, stop = ''] = /^(.*?)([。！!]*)$/su.exec(sentence) ?? [];
  const ending = ENDINGS.find(([plain]) => plain.test(body));
  return ending === undefined ? sentence : body.replace(ending[0], ending[1]) + stop;
}
