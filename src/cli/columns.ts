import { eastAsianWidth } from 'get-east-asian-width';

const GRAPHEMES = new Intl.Segmenter(undefined, { granularity: 'grapheme' });
const NO_WIDTH = /^[\p{Mark}\p{Control}\p{Format}]+$/u;

/** What stands in one or two columns of a terminal; a letter with its marks is one. */
export function graphemesOf(text: string): string[] {
  return Array.from(GRAPHEMES.segment(text), ({ segment }) => segment);
}

/** How many columns of a terminal a text takes. */
export function columnsOf(text: string): number {
  return graphemesOf(text).reduce((sum, one) => sum + columnsOfOne(one), 0);
}

/** Lines of at most so many columns, cut at spaces where there are any; joined they are the text, spaces at cuts aside. */
export function wrap(text: string, columns: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of text.trim().match(/\S+|\s+/gu) ?? []) {
    if (/^\s/u.test(piece)) {
      line += ' ';
      continue;
    }
    if (line !== '' && columnsOf(line + piece) > columns && columnsOf(piece) <= columns && !isWide(piece)) {
      lines.push(line.trimEnd());
      line = '';
    }
    for (const one of graphemesOf(piece)) {
      if (line !== '' && columnsOf(line) + columnsOfOne(one) > columns) {
        lines.push(line.trimEnd());
        line = '';
      }
      line += one;
    }
  }
  return line.trim() === '' ? lines : [...lines, line.trimEnd()];
}

/** Text of East Asia may be cut anywhere. */
function isWide(piece: string): boolean {
  return graphemesOf(piece).some((one) => columnsOfOne(one) === 2);
}

function columnsOfOne(grapheme: string): number {
  return NO_WIDTH.test(grapheme) ? 0 : eastAsianWidth(grapheme.codePointAt(0) ?? 0);
}
