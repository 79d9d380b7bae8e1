/** A line of `***`, `---` or `___` (CommonMark 4.1): a pause at most, never words. */
export function isThematicBreak(rest: string): boolean {
  return /^(?:(?:\* *){3,}|(?:- *){3,}|(?:_ *){3,})$/.test(rest);
}
