import { japaneseNumbers, writtenNumbers } from './numbers.ts';

/**
 * "From A to B" must come out as AからBへ: true unless both numbers are there the other way round. It was seen that a
 * small model swaps them.
 */
export function keepsRangeOrder(source: string, translation: string): boolean {
  for (const [, from = '', to = ''] of source.matchAll(FROM_TO)) {
    const [a] = writtenNumbers(from);
    const [b] = writtenNumbers(to);
    if (a === undefined || b === undefined || a === b) continue;
    const numbers = japaneseNumbers(translation);
    const [atA, atB] = [numbers.indexOf(a), numbers.indexOf(b)];
    if (atA !== -1 && atB !== -1 && atA > atB && !/に対|より/.test(translation)) return false;
  }
  return true;
}

const FROM_TO =
  /\bfrom\s+(?:about\s+|around\s+)?(\d[\d.,:]*)[^.;!?\d]{0,40}?\s(?:down\s+|up\s+)?to\s+(?:about\s+|around\s+)?(\d[\d.,:]*)/gi;

/** "14 instead of 52" is 52ではなく14: true unless the number that holds now is the one denied. */
export function keepsInstead(source: string, translation: string): boolean {
  const match = INSTEAD.exec(source);
  const [now] = writtenNumbers(match?.[1] ?? '');
  const denied = DENIED.exec(translation.normalize('NFKC'))?.[1];
  return now === undefined || denied === undefined || !japaneseNumbers(denied).includes(now);
}

const INSTEAD = /(\d[\d.,:]*)[^.;!?\d]{0,40}?\binstead of\s+(?:the\s+)?\d/i;
const DENIED = /(\d[\d.,:]*)[^\d、。]{0,6}(?:では?|じゃ)(?:なく|ありません)/;

/** True unless a word of direction in the source has become its opposite: "behind" and 進んで, "slower" and 速く. */
export function keepsDirection(source: string, translation: string): boolean {
  return OPPOSITES.every(({ one, other }) => {
    const [hasOne, hasOther] = [one.english.test(source), other.english.test(source)];
    if (hasOne === hasOther) return true;
    const [meant, opposite] = hasOne ? [one, other] : [other, one];
    return meant.japanese.test(translation) || !opposite.japanese.test(translation);
  });
}

interface Side {
  readonly english: RegExp;
  readonly japanese: RegExp;
}

/** Pairs that were seen turned round, or that would matter if they were. */
const OPPOSITES: ReadonlyArray<{ readonly one: Side; readonly other: Side }> = [
  pair(/\bbehind\b/i, /遅れ|後れ|後ろ|背後|裏/, /\bahead\b/i, /進ん|先行|先に|リード/),
  pair(
    /\b(?:slower|slowest|slow(?:s|ed)? down)\b/i,
    /遅|低速|時間がかか/,
    /\b(?:faster|fastest|sped up|speeds? up|quicker)\b/i,
    /速|早|高速/,
  ),
  pair(
    /\b(?:increase[sd]?|grew|grow[sn]?|rose|rises?|went up|goes up|higher)\b/i,
    /増|上が|上げ|上昇|高|大き|伸|成長|拡大/,
    /\b(?:decrease[sd]?|shrank|shrinks?|dropped|drops|fell|went down|goes down|lower|reduced?|reduces)\b/i,
    /減|下が|下げ|低|小さ|落|縮|短/,
  ),
  pair(/\benable[sd]?\b/i, /有効|可能|でき|オン/, /\bdisable[sd]?\b/i, /無効|オフ|不可|禁止|停止/),
  pair(
    /\b(?:add(?:s|ed|ing)?)\b/i,
    /追加|加え|足|増や|付け|入れ/,
    /\b(?:remove[sd]?|removing|delete[sd]?|deleting)\b/i,
    /削除|取り除|除去|外し|消/,
  ),
  pair(
    /\b(?:start(?:s|ed)?|begins?|began)\b/i,
    /開始|起動|始|スタート|立ち上/,
    /\b(?:stop(?:s|ped)?|ends?|ended|finish(?:es|ed)?)\b/i,
    /停止|終|止|完了/,
  ),
  pair(/\bsucceed(?:s|ed)?\b/i, /成功|でき/, /\bfail(?:s|ed)?\b/i, /失敗|でき(?:ない|ません)|落ち|エラー/),
  pair(/\b(?:oldest|older)\b/i, /古/, /\b(?:newest|newer|latest)\b/i, /新|最近/),
  pair(/\b(?:at least)\b/i, /少なくとも|以上|最低|最小/, /\b(?:at most|up to)\b/i, /多くとも|以下|最大|まで|以内|最高/),
  pair(/\bfirst\b/i, /最初|初|まず|第一|先|1/, /\blast\b/i, /最後|末|前回|最終|ラスト/),
];

function pair(a: RegExp, aJapanese: RegExp, b: RegExp, bJapanese: RegExp): { one: Side; other: Side } {
  return { one: { english: a, japanese: aJapanese }, other: { english: b, japanese: bJapanese } };
}
