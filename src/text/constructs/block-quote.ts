/** The column behind a block quote's mark at `at` (CommonMark 5.1), or undefined. */
export function afterQuoteMark(line: string, at: number): number | undefined {
  if (line[at] !== '>') return undefined;
  return line[at + 1] === ' ' ? at + 2 : at + 1;
}
