import { isKana } from './kana.ts';

export interface ClauseOptions {
  /** The first clause is cut at the first place that leaves so many morae before it. Default 8. */
  readonly firstMin?: number;
  /** Later clauses are cut at the first place that leaves so many morae before it. Default 18. */
  readonly min?: number;
  /** No clause has many more morae than this: where no mark helps it is cut after a particle. Default 60. */
  readonly max?: number;
}

/** A quotation that goes on with と or a particle is no end. */
const END = /[。．！？!?…]+(?:[」』）)”"]+(?![とはがをにでもの]))?(?![」』）)”"])|\n+/y;
const PAUSE = /、|，|,(?!\d)|；|;|：(?!\d)|—+|[」』）](?![はがをにでとのもへやかだ、。])/y;
/** After these a breath is natural in the middle of a long clause: て-forms and conjunctive particles before kanji or katakana. */
const BREATH = /(?<=[ぁ-ん](?:て|で|が|ば|と|に|を|は)|けど|ので|から|まで|より)(?=[一-鿿ァ-ヺA-Za-z\d「])/g;

/**
 * Cuts Japanese text into the utterances that are synthesised one by one: at the ends of sentences always, at 、 and other
 * pauses where enough morae stand before them and enough come after, and inside a clause that is longer than `max` at a
 * particle. The clauses joined are the text; never gives an empty clause; an empty text gives none.
 */
export function clauses(text: string, options: ClauseOptions = {}): string[] {
  const { firstMin = 8, min = 18, max = 60 } = options;
  const out: string[] = [];
  let start = 0;
  const cut = (end: number): void => {
    const clause = text.slice(start, end);
    if (out.length > 0 && !hasSound(clause)) out[out.length - 1] += clause;
    else out.push(...breathe(clause, max));
    start = end;
  };
  for (let at = 0; at < text.length; ) {
    const end = matchAt(END, text, at);
    const pause = end === 0 ? matchAt(PAUSE, text, at) : 0;
    at += end || pause || 1;
    const clause = text.slice(start, at);
    if (end > 0 && hasSound(clause)) cut(at);
    else if (pause > 0 && estimateMorae(clause) >= (out.length === 0 ? firstMin : min) && restOf(text, at) >= firstMin)
      cut(at);
  }
  if (start < text.length) cut(text.length);
  return out;
}

/** A guess of the morae of written Japanese without a dictionary: a kanji counts two, a Latin letter one and a half. */
export function estimateMorae(text: string): number {
  let morae = 0;
  for (const sign of text) {
    if (/[ァィゥェォャュョヮぁぃぅぇぉゃゅょゎ]/.test(sign)) continue;
    if (isKana(sign)) morae += 1;
    else if (/\p{Script=Han}/u.test(sign)) morae += 1.8;
    else if (/[A-Za-zＡ-Ｚａ-ｚ]/.test(sign)) morae += 1.3;
    else if (/\p{N}/u.test(sign)) morae += 2.2;
  }
  return Math.round(morae);
}

/** Morae from here to the sentence's end: a cut that leaves a stump is worse than none. */
function restOf(text: string, at: number): number {
  return estimateMorae(/^[^。．！？!?\n]*/.exec(text.slice(at, at + 200))?.[0] ?? '');
}

function breathe(clause: string, max: number): string[] {
  if (estimateMorae(clause) <= max) return [clause];
  const places = [...clause.matchAll(BREATH)].map(({ index }) => index);
  const middle = clause.length / 2;
  const best = places.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle))[0] ?? hardCut(clause, middle);
  if (best <= 0 || best >= clause.length) return [clause];
  return [...breathe(clause.slice(0, best), max), ...breathe(clause.slice(best), max)];
}

/** Where nothing else helps: the middle, but not inside a surrogate pair nor a Latin word. */
function hardCut(clause: string, middle: number): number {
  for (let at = Math.floor(middle); at < clause.length; at++) {
    if (!/[\w\udc00-\udfff]/.test(clause[at] ?? '') || !/[\w\ud800-\udbff]/.test(clause[at - 1] ?? '')) return at;
  }
  return clause.length;
}

function matchAt(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0].length ?? 0;
}

const hasSound = (text: string): boolean => /[\p{L}\p{N}]/u.test(text);
