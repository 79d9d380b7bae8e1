/** Marks code that is a formula; a character of no script. */
export const MATH_MARK = '\uf8f5';

const FORMULAS: readonly RegExp[] = [
  /\$\$([^$`]+)\$\$/y,
  /(?<![\w$\\])\$(?=[^\s\d$])([^$\n`]*[^\s$\\`])\$(?![\w{($])/y,
  /\\\(([^\n`]+?)\\\)/y,
  /\\\[([^\n`]+?)\\\]/y,
];
// What distinguishes a formula from two prices, two variables of the shell, or escaped brackets around words.
const LOOKS_LIKE_MATH = /[\\^_=+<>{}]|^[A-Za-z]$|^[A-Za-z]+\(|^[A-Za-z] *[-*/] *[A-Za-z\d]$/;
const DISPLAY = 0;

/** The same text with formulas ($…$, $$…$$, \(…\), \[…\]) as code, so that nothing in them is taken as markup. */
export function hideMath(raw: string): string {
  if (!/\$[\s\S]*\$|\\[([]/.test(raw)) return raw;
  let out = '';
  let at = 0;
  while (at < raw.length) {
    const char = raw.charAt(at);
    if (char === '`') {
      // Dollars in code are the shell's.
      const end = codeEnd(raw, at);
      out += raw.slice(at, end);
      at = end;
      continue;
    }
    const found = char === '$' || char === '\\' ? formulaAt(raw, at) : undefined;
    if (found !== undefined) {
      out += `\`${MATH_MARK}${found.tex}\``;
      at = found.end;
    } else {
      // A backslash takes the next character with it.
      const length = char === '\\' ? 2 : 1;
      out += raw.slice(at, at + length);
      at += length;
    }
  }
  return out;
}

function formulaAt(raw: string, at: number): { readonly tex: string; readonly end: number } | undefined {
  for (const [index, pattern] of FORMULAS.entries()) {
    pattern.lastIndex = at;
    const match = pattern.exec(raw);
    const tex = match?.[1]?.trim();
    if (match === null || tex === undefined || tex === '') continue;
    if (index === DISPLAY || LOOKS_LIKE_MATH.test(tex)) return { tex, end: at + match[0].length };
  }
  return undefined;
}

/** Where code that begins at `at` ends; behind its first backticks where none of that length follow. */
function codeEnd(raw: string, at: number): number {
  const length = runLength(raw, at);
  let next = raw.indexOf('`', at + length);
  while (next >= 0) {
    const run = runLength(raw, next);
    if (run === length) return next + run;
    next = raw.indexOf('`', next + run);
  }
  return at + length;
}

function runLength(raw: string, at: number): number {
  let end = at;
  while (raw[end] === '`') end += 1;
  return end - at;
}
