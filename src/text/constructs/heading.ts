/** The text of an ATX heading (CommonMark 4.2), or undefined. */
export function readHeading(rest: string): string | undefined {
  const match = /^#{1,6}(?= |$)/.exec(rest);
  if (match === null) return undefined;
  const text = rest.slice(match[0].length).trim();
  return /^#+$/.test(text) ? '' : text.replace(/\s+#+$/, '');
}

/** The line under a setext heading (CommonMark 4.3). */
export function isSetextUnderline(rest: string): boolean {
  return /^(?:=+|-+) *$/.test(rest);
}
