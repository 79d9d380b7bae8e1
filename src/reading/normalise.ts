export interface Normalised {
  /** Latin letters, digits and signs in their ASCII form: what the rules match. */
  readonly plain: string;
  /** The same, unit by unit, with ASCII as full-width forms: what the dictionary holds. */
  readonly wide: string;
  /** UTF-16 index in the source of each unit of `plain`, and the source's length at its end. */
  readonly sourceAt: readonly number[];
}

/** Forms that only differ in width or in composition: NFKC brings them to the one that the dictionary and the rules know. */
const COMPATIBILITY =
  /[\u00a0\u00b2\u00b3\u00b9\u2000-\u200a\u202f\u205f\u2070-\u209c\u2100-\u214f\u2150-\u218b\u2460-\u24ff\u3200-\u33ff\uf900-\ufaff\ufb00-\ufb06\uff01-\uff9d\u{1d400}-\u{1d7ff}]/u;

const PLAIN = /[ -~ぁ-ゖァ-ヺー、。一-鿿]+/y;
const MARK = /[\u0300-\u036f\u3099\u309a\uff9e\uff9f]/;

const SIGNS: Readonly<Record<string, string>> = {
  '\u2018': "'",
  '\u2019': "'",
  '\u2010': '-',
  '\u2011': '-',
  '\u2012': '-',
  '\u2212': '-',
  '\uff5e': '〜',
  '\uff0d': '-',
  '“': '「',
  '”': '」',
  '"': '"',
  '\u3000': ' ',
  '\u0009': ' ',
  '\u000a': ' ',
  '\u000d': ' ',
  '｡': '。',
  '､': '、',
  '｢': '「',
  '｣': '」',
  '･': '・',
  ﾞ: '゛',
  ﾟ: '゜',
};

const EXTENSIONS: Readonly<Record<string, string>> = Object.fromEntries(
  [...'ㇰクㇱシㇲスㇳトㇴヌㇵハㇶヒㇷフㇸヘㇹホㇺムㇻラㇼリㇽルㇾレㇿロ'.matchAll(/(.)(.)/gu)].map((pair) => [
    pair[1],
    pair[2],
  ]),
);

/**
 * Brings text to the forms that the rules and the dictionary know, and remembers where each unit came from. Never fails:
 * lone surrogates, private characters and other scripts stay as they are.
 */
export function normalise(text: string): Normalised {
  let plain = '';
  const sourceAt: number[] = [];
  for (let at = 0; at < text.length; ) {
    const run = plainRun(text, at);
    if (run > at) {
      plain += text.slice(at, run);
      for (; at < run; at++) sourceAt.push(at);
      continue;
    }
    const character = String.fromCodePoint(text.codePointAt(at) ?? 0);
    const marks = /^[\u0300-\u036f\u3099\u309a\uff9e\uff9f]+/.exec(
      text.slice(at + character.length, at + character.length + 8),
    );
    const cluster = character + (marks?.[0] ?? '');
    for (const unit of normaliseCluster(cluster)) {
      plain += unit;
      for (let index = 0; index < unit.length; index++) sourceAt.push(at);
    }
    at += cluster.length;
  }
  sourceAt.push(text.length);
  plain = lengthen(plain);
  return { plain, wide: widen(plain), sourceAt };
}

/** Where the run of kana, kanji and ASCII ends that starts here and needs no change; its last sign may carry a mark. */
function plainRun(text: string, at: number): number {
  PLAIN.lastIndex = at;
  const end = at + (PLAIN.exec(text)?.[0].length ?? 0);
  return end < text.length && MARK.test(text[end] ?? '') ? Math.max(at, end - 1) : end;
}

/** Printable ASCII as full-width forms, unit by unit. */
export function widen(text: string): string {
  return text.replace(/[ -~]/g, (sign) => (sign === ' ' ? '\u3000' : String.fromCharCode(sign.charCodeAt(0) + 0xfee0)));
}

function normaliseCluster(cluster: string): string {
  const fixed = SIGNS[cluster] ?? EXTENSIONS[cluster];
  if (fixed !== undefined) return fixed;
  if (/^[\u00c0-\u024f\u1e00-\u1eff]/.test(cluster) || /^[A-Za-z]/.test(cluster)) {
    return cluster.normalize('NFD').replace(/[\u0300-\u036f]/g, '');
  }
  if (COMPATIBILITY.test(cluster))
    return cluster
      .normalize('NFKC')
      .replace(/\u2044/g, '/')
      .replace(/[\t\n\r]/g, ' ');
  return cluster.normalize('NFC');
}

/** A wave after kana that ends a phrase only lengthens it: ですよ〜 is ですよー, 東京〜大阪 stays. */
function lengthen(plain: string): string {
  return plain.replace(/(?<=[ぁ-ゖァ-ヺー])〜(?=[〜ー、。！？!?」』）)\s]|$|[ぁ-ん])/g, 'ー');
}
