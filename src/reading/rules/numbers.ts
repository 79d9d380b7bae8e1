import { table } from '../../kit/table.ts';
import { isPos, type Morph, type MorphRule } from '../morph.ts';
import { countKana, isCounter, LONGEST_COUNTER } from '../numbers/counters.ts';
import { dayKana } from '../numbers/expressions.ts';
import { integerKana } from '../numbers/integers.ts';
import { kanjiNumber } from '../numbers/kanji.ts';

/** Joins numbers, in digits or in kanji, with the counter that follows, and reads both together. */
export const readNumbers: MorphRule = (morphs) => {
  const out: Morph[] = [];
  for (let at = 0; at < morphs.length; ) {
    const number = numberAt(morphs, at);
    if (!number) {
      const morph = morphs[at++];
      if (morph) out.push(morph);
      continue;
    }
    const counted = withCounter(morphs, number, out.at(-1));
    const many = out.at(-1)?.surface === '何' ? howMany(counted?.morph ?? number.morph) : undefined;
    if (many) {
      out.splice(-1, 1, { ...(out.at(-1) ?? many), kana: 'ナン' }, many);
      at = counted?.next ?? number.next;
      continue;
    }
    if (counted) {
      out.push(counted.morph);
      at = counted.next;
    } else {
      out.push(...(number.rewritten ? [number.morph] : morphs.slice(at, number.next)));
      at = number.next;
    }
  }
  return out;
};

/** After 何 the first sound is voiced: 何百 is ナンビャク, 何千 ナンゼン. */
function howMany(morph: Morph): Morph | undefined {
  const kana = morph.kana.replace(/^ヒャ/, 'ビャ').replace(/^セン/, 'ゼン');
  return kana === morph.kana ? undefined : { ...morph, kana };
}

/** About so many: the first of two neighbours in kanji, 二三日 or 四五人. */
const ABOUT = table<string>({
  一二: 'イチ',
  二三: 'ニ',
  三四: 'サン',
  四五: 'シ',
  五六: 'ゴ',
  六七: 'ロク',
  七八: 'シチ',
});

interface NumberRun {
  readonly digits: string;
  readonly next: number;
  readonly morph: Morph;
  readonly rewritten: boolean;
}

function numberAt(morphs: readonly Morph[], at: number): NumberRun | undefined {
  const first = morphs[at];
  if (!first) return undefined;
  if (first.number !== undefined) return digitsAt(morphs, at, first, first.number);
  let next = at;
  let surface = '';
  while (isPos(morphs[next], '名詞', '数') && morphs[next]?.number === undefined)
    surface += morphs[next++]?.surface ?? '';
  const digits = kanjiNumber(surface);
  const last = morphs[next - 1];
  if (digits === undefined || !last) return undefined;
  const morph = { ...first, end: last.end, surface, kana: integerKana(digits) };
  return { digits, next, morph, rewritten: next - at > 1 };
}

/** Digits with 万, 億 or 兆 after them: 3万5,000. */
function digitsAt(morphs: readonly Morph[], at: number, first: Morph, number: string): NumberRun {
  let next = at + 1;
  let mixed = number;
  let surface = first.surface;
  let end = first.end;
  for (let morph = morphs[next]; morph; morph = morphs[++next]) {
    if (morph.number === undefined && !/^[百千万億兆]+$/.test(morph.surface)) break;
    if (morph.number !== undefined && /\d$/.test(mixed)) break;
    mixed += morph.number ?? morph.surface;
    surface += morph.surface;
    end = morph.end;
  }
  const digits = mixed === number ? number : kanjiNumber(mixed);
  if (digits === undefined) return { digits: number, next: at + 1, morph: first, rewritten: false };
  return {
    digits,
    next,
    morph: { ...first, surface, end, kana: integerKana(digits), number: digits },
    rewritten: next - at > 1,
  };
}

/** The longest counter that ends where a word ends. */
function withCounter(
  morphs: readonly Morph[],
  number: NumberRun,
  before: Morph | undefined,
): { morph: Morph; next: number } | undefined {
  let surface = '';
  let best: { morph: Morph; next: number } | undefined;
  for (let next = number.next; next < morphs.length && surface.length <= LONGEST_COUNTER; next++) {
    const morph = morphs[next];
    if (!morph || morph.number !== undefined) break;
    surface += morph.surface;
    if (!isCounter(surface)) continue;
    const kana = countedKana(number, surface, before);
    if (kana === undefined) continue;
    const whole = { ...number.morph, end: morph.end, surface: number.morph.surface + surface, kana };
    const { number: _, ...counted } = whole;
    best = { morph: { ...counted, pos: ['名詞', '数量'] }, next: next + 1 };
  }
  return best;
}

function countedKana({ digits, morph }: NumberRun, counter: string, before: Morph | undefined): string | undefined {
  const about = ABOUT[morph.surface];
  const last = about === undefined ? undefined : aboutKana(digits.slice(-1), counter);
  if (about !== undefined && last !== undefined) return about + last;
  return counter === '日' && before?.surface.endsWith('月') ? dayKana(digits) : countKana(digits, counter);
}

/** 二三日 is ニサンニチ and 一二人 イチニニン: the words of their own (ミッカ, フタリ) are not used there. */
function aboutKana(digit: string, counter: string): string | undefined {
  if (counter === '日') return `${integerKana(digit)}ニチ`;
  if (counter === '人') return digit === '4' ? 'ヨニン' : `${integerKana(digit)}ニン`;
  return countKana(digit, counter);
}
