import { RULES, type SoundRule } from './grapheme-rules.ts';

const VOWEL_KANA = 'アイウエオ';
const INDEX = new Map<string, SoundRule[]>();
for (const rule of RULES) INDEX.set(rule.letters[0] ?? '', [...(INDEX.get(rule.letters[0] ?? '') ?? []), rule]);

/**
 * An English word in lower case as katakana by rules of spelling: the longest rule that fits is taken, consonants join the
 * vowel that follows them, and those without one take ウ, イ or オ as loan words do. A guess, for words that no table knows.
 */
export function soundOut(word: string): string {
  const letters = word.toLowerCase().replace(/[^a-z]/g, '');
  const sounds: string[] = [];
  for (let at = 0; at < letters.length; ) {
    const rule = ruleAt(letters, at);
    if (rule) sounds.push(...(rule.sounds === '' ? [] : rule.sounds.split(' ')));
    at += rule?.letters.length ?? 1;
  }
  return toKana(sounds);
}

function ruleAt(letters: string, at: number): SoundRule | undefined {
  const before = letters.slice(0, at);
  let best: SoundRule | undefined;
  for (const rule of INDEX.get(letters[at] ?? '') ?? []) {
    if (best && rule.letters.length < best.letters.length) continue;
    if (!letters.startsWith(rule.letters, at)) continue;
    const after = letters.slice(at + rule.letters.length);
    if (rule.before && !rule.before.test(before)) continue;
    if (rule.after && !rule.after.test(after)) continue;
    best = rule;
  }
  return best;
}

/** Rows of kana by consonant: ア イ ウ エ オ, and what stands where no vowel follows. */
const ROWS: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  [
    'k カ キ ク ケ コ ク',
    'g ガ ギ グ ゲ ゴ グ',
    's サ シ ス セ ソ ス',
    'z ザ ジ ズ ゼ ゾ ズ',
    't タ ティ トゥ テ ト ト',
    'd ダ ディ ドゥ デ ド ド',
    'n ナ ニ ヌ ネ ノ ン',
    'h ハ ヒ フ ヘ ホ フ',
    'b バ ビ ブ ベ ボ ブ',
    'p パ ピ プ ペ ポ プ',
    'm マ ミ ム メ モ ム',
    'r ラ リ ル レ ロ ル',
    'y ヤ イ ユ イェ ヨ イ',
    'w ワ ウィ ウ ウェ ウォ ウ',
    'f ファ フィ フ フェ フォ フ',
    'v ヴァ ヴィ ヴ ヴェ ヴォ ヴ',
    'S シャ シ シュ シェ ショ シュ',
    'C チャ チ チュ チェ チョ チ',
    'J ジャ ジ ジュ ジェ ジョ ジ',
    'K クァ クィ ク クェ クォ ク',
    'T サ シ ス セ ソ ス',
    'X ツァ ツィ ツ ツェ ツォ ツ',
    'N ンガ ンギ ング ンゲ ンゴ ング',
  ].map((row): [string, string[]] => {
    const [consonant = '', ...kana] = row.split(' ');
    return [consonant, kana];
  }),
);

/** Palatal kana before ュ: k + ユー is キュー. */
const PALATAL: Readonly<Record<string, string>> = {
  k: 'キ',
  g: 'ギ',
  n: 'ニ',
  h: 'ヒ',
  b: 'ビ',
  p: 'ピ',
  m: 'ミ',
  r: 'リ',
  f: 'フ',
  v: 'ヴ',
  t: 'テ',
  d: 'デ',
};

function toKana(sounds: readonly string[]): string {
  let out = '';
  for (let index = 0; index < sounds.length; index++) {
    const sound = sounds[index] ?? '';
    const row = ROWS[sound];
    if (!row) {
      out += sound;
      continue;
    }
    const next = sounds[index + 1];
    const vowel = next === undefined ? -1 : VOWEL_KANA.indexOf(next[0] ?? '?');
    if (next?.startsWith('ユ')) {
      out += palatal(sound, row) + (PALATAL[sound] || 'SCJsz'.includes(sound) ? 'ュ' : 'ユ') + next.slice(1);
      index++;
    } else if (vowel >= 0 && next !== undefined && !ROWS[next]) {
      out += (row[vowel] ?? '') + next.slice(1);
      index++;
    } else if (sound === 'm' && /^[bp]$/.test(next ?? '')) out += 'ン';
    else out += row[5] ?? '';
  }
  return out.replace(/^ッ|ッ(?=[アイウエオーンナニヌネノマミムメモラリルレロヤユヨワ])/g, '').replace(/ー+/g, 'ー');
}

function palatal(sound: string, row: readonly string[]): string {
  if ('SCJ'.includes(sound)) return row[1] ?? '';
  if (sound === 's') return 'シ';
  if (sound === 'z') return 'ジ';
  return PALATAL[sound] ?? row[5] ?? '';
}
