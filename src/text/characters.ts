/** Questions about one UTF-16 code unit or character, as the segmenter and the Markdown machine ask them. */

const PUNCTUATION = /[\p{P}\p{S}]/u;
const CJK = /[\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff66-\uff9f]/;
const CJK_EDGE = /[\u3000-\u303f\uff01-\uff65]/;

export const isSpace = (char: string): boolean => char === ' ' || char === '\n' || char === '\t' || char === '\u3000';

/** Ends a sentence where whitespace follows. */
export const isStop = (char: string): boolean => char === '.' || char === '!' || char === '?' || char === '…';

/** Ends a sentence by itself. */
export const isCjkStop = (char: string): boolean => char === '。' || char === '！' || char === '？' || char === '｡';

/** May stand between a full stop and the whitespace after it: quotes, brackets, marks of emphasis. */
export const isCloser = (char: string): boolean => '"\'”’)]}»*_~`>」』）］】〉》'.includes(char);

export const isPunctuation = (char: string): boolean => PUNCTUATION.test(char);
export const isLower = (char: string): boolean => /\p{Ll}/u.test(char);
export const isUpper = (char: string): boolean => /\p{Lu}/u.test(char);
export const isDigit = (char: string): boolean => char >= '0' && char <= '9';
export const isHiragana = (char: string): boolean => char >= '\u3041' && char <= '\u309f';

/** Kana and Chinese characters. */
export const isCjk = (char: string): boolean => char >= '\u3000' && CJK.test(char);

/** Where a text without spaces may be cut after a character. */
export const breaksAfter = (char: string): boolean =>
  isSpace(char) || (char >= '\u3000' && (CJK.test(char) || CJK_EDGE.test(char)));
