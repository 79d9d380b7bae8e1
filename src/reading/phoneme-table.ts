import { table } from '../kit/table.ts';

/**
 * Kana to phonemes as Kokoro v1.0 was trained with them (misaki's "cutlet" table): one row a line, the values in the row's order.
 */
const ROWS: readonly (readonly [string, string])[] = [
  ['アイウエオ', 'a i ɯ e o'],
  ['ァィゥェォ', 'a i ɯ e o'],
  ['カキクケコ', 'ka kʲi kɯ ke ko'],
  ['ガギグゲゴ', 'ɡa ɡʲi ɡɯ ɡe ɡo'],
  ['サシスセソ', 'sa ɕi sɨ se so'],
  ['ザジズゼゾ', 'ʣa ʥi zɨ ʣe ʣo'],
  ['タチツテト', 'ta ʨi ʦɨ te to'],
  ['ダヂヅデド', 'da ʥi zɨ de do'],
  ['ナニヌネノ', 'na ɲi nɯ ne no'],
  ['ハヒフヘホ', 'ha çi ɸɯ he ho'],
  ['バビブベボ', 'ba bʲi bɯ be bo'],
  ['パピプペポ', 'pa pʲi pɯ pe po'],
  ['マミムメモ', 'ma mʲi mɯ me mo'],
  ['ヤユヨ', 'ja jɯ jo'],
  ['ャュョ', 'ja jɯ jo'],
  ['ラリルレロ', 'ɾa ɾʲi ɾɯ ɾe ɾo'],
  ['ワヰヱヲヮ', 'βa i e o βa'],
  ['ヴヵヶ', 'vɯ ka ke'],
  ['ヷヸヹヺ', 'va vʲi ve vo'],
  ['ッー', 'ʔ ː'],
];

/** The first kana of a digraph, the small kana that follow it, and their values. */
const DIGRAPHS: readonly (readonly [string, string, string])[] = [
  ['キ', 'ャュョェ', 'kʲa kʲɨ kʲo kʲe'],
  ['ギ', 'ャュョェ', 'ɡʲa ɡʲɨ ɡʲo ɡʲe'],
  ['ニ', 'ャュョェ', 'ɲa ɲɨ ɲo ɲe'],
  ['ヒ', 'ャュョェ', 'ça çɨ ço çe'],
  ['ビ', 'ャュョェ', 'bʲa bʲɨ bʲo bʲe'],
  ['ピ', 'ャュョェ', 'pʲa pʲɨ pʲo pʲe'],
  ['ミ', 'ャュョェ', 'mʲa mʲɨ mʲo mʲe'],
  ['リ', 'ャュョェ', 'ɾʲa ɾʲɨ ɾʲo ɾʲe'],
  ['シ', 'ャュョェ', 'ɕa ɕɨ ɕo ɕe'],
  ['ジ', 'ャュョェ', 'ʥa ʥɨ ʥo ʥe'],
  ['ヂ', 'ャュョェ', 'ʥa ʥɨ ʥo ʥe'],
  ['チ', 'ャュョェ', 'ʨa ʨɨ ʨo ʨe'],
  ['イ', 'ェ', 'je'],
  ['ウ', 'ィェォ', 'βi βe βo'],
  ['ク', 'ァィェォ', 'kᵝa kᵝi kᵝe kᵝo'],
  ['グ', 'ァィェォ', 'ɡᵝa ɡᵝi ɡᵝe ɡᵝo'],
  ['ツ', 'ァィェォ', 'ʦa ʦʲi ʦe ʦo'],
  ['テ', 'ィュ', 'tʲi tʲɨ'],
  ['デ', 'ィュ', 'dʲi dʲɨ'],
  ['ト', 'ゥ', 'tɯ'],
  ['ド', 'ゥ', 'dɯ'],
  ['フ', 'ァィェォュョ', 'ɸa ɸʲi ɸe ɸo ɸʲɨ ɸʲo'],
  ['ヴ', 'ァィェォュョ', 'va vʲi ve vo bʲɨ bʲo'],
];

/** Katakana and katakana digraphs; ン is missing, for it depends on what follows. */
export const KANA_PHONEMES: Readonly<Record<string, string>> = Object.fromEntries([
  ...ROWS.flatMap(([kana, values]) => pairs([...kana], values)),
  ...DIGRAPHS.flatMap(([first, small, values]) =>
    pairs(
      [...small].map((second) => first + second),
      values,
    ),
  ),
]);

/** Punctuation; '' and ' ' only part words. Brackets have no symbol in Kokoro's vocabulary that its front end ever gives. */
export const MARK_PHONEMES = table<string>({
  '。': '.',
  '．': '.',
  '.': '.',
  '、': ',',
  '，': ',',
  ',': ',',
  '？': '?',
  '?': '?',
  '！': '!',
  '!': '!',
  '：': ':',
  ':': ':',
  '；': ';',
  ';': ';',
  '…': '…',
  '—': '—',
  '―': '—',
  '–': '—',
  '〜': '—',
  '「': '“',
  '『': '“',
  '«': '“',
  '“': '“',
  '」': '”',
  '』': '”',
  '»': '”',
  '”': '”',
  '・': ' ',
  ' ': ' ',
  '(': '',
  ')': '',
  '（': '',
  '）': '',
});

function pairs(kana: readonly string[], values: string): [string, string][] {
  const list = values.split(' ');
  return kana.map((sign, index) => [sign, list[index] ?? '']);
}
