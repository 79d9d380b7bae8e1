import { isDigit, isPunctuation, isSpace } from './characters.ts';

/**
 * Whether literal text holds the beginning of markup that something later could end (CommonMark 6.2: flanking). The
 * ranges are what the parser left as text in `raw`; what follows `raw` is taken as whitespace.
 */
export function isHalfOpen(raw: string, literals: ReadonlyArray<readonly [start: number, end: number]>): boolean {
  let brackets = 0;
  let destination = false;
  for (const [start, end] of literals) {
    for (let i = start; i < end; i += 1) {
      const char = raw.charAt(i);
      if (char === '`') return true;
      if (char === '[') brackets += 1;
      else if (char === ']') {
        brackets = Math.max(0, brackets - 1);
        destination ||= raw[i + 1] === '(';
      } else if (char === ')') destination = false;
      else if (char === '<' && /[A-Za-z/!?]/.test(raw.charAt(i + 1))) return true;
      else if (char === '*' || char === '_' || char === '~') {
        const after = runEnd(raw, i);
        if (mayOpen(raw, i, after)) return true;
        i = after - 1;
      }
    }
  }
  return brackets > 0 || destination;
}

function runEnd(raw: string, start: number): number {
  let end = start;
  while (raw[end] === raw[start]) end += 1;
  return end;
}

function mayOpen(raw: string, start: number, end: number): boolean {
  const before = raw[start - 1] ?? ' ';
  const after = raw[end] ?? ' ';
  // About 100, or a path from the home directory: no one strikes out from there.
  if (raw[start] === '~' && end - start === 1 && (isDigit(after) || after === '/')) return false;
  const spaceBefore = isSpace(before);
  const spaceAfter = isSpace(after);
  const leftFlanking = !spaceAfter && (!isPunctuation(after) || spaceBefore || isPunctuation(before));
  if (raw[start] !== '_') return leftFlanking;
  const rightFlanking = !spaceBefore && (!isPunctuation(before) || spaceAfter || isPunctuation(after));
  return leftFlanking && (!rightFlanking || isPunctuation(before));
}
