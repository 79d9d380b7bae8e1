// A pictograph with what may follow it: skin tone, variation, tags, and further pictographs joined to it.
const PICTOGRAPH = '(?![\\u00a9\\u00ae\\u2122\\u2194-\\u2199])\\p{Extended_Pictographic}';
const TAIL = '[\\ufe0e\\ufe0f\\u20e3\\u{e0020}-\\u{e007f}\\u{1f3fb}-\\u{1f3ff}]*';
const EMOJI = new RegExp(
  `[0-9#*]\\ufe0f?\\u20e3|\\p{Regional_Indicator}+|${PICTOGRAPH}${TAIL}(?:\\u200d${PICTOGRAPH}${TAIL})*|[\\u{1f3fb}-\\u{1f3ff}]`,
  'gu',
);
const MAY_HOLD_EMOJI = /[\u203c-\u3299\ud83c-\ud83e]|\u20e3/;

/** Text without emoji. Signs that are words (the copyright sign, arrows) stay. */
export function dropEmoji(text: string): string {
  return MAY_HOLD_EMOJI.test(text) ? text.replace(EMOJI, '') : text;
}
