/** The lines that a change removes and adds, with their neighbours, in the form of `diff -u`. */
export function lineDiff(before: string, after: string, context = 2): string[] {
  if (before === after) return [];
  const a = before.split('\n');
  const b = after.split('\n');
  const rows = commonRows(a, b);
  const shown = new Set<number>();
  for (const [at, { mark }] of rows.entries()) {
    if (mark === ' ') continue;
    for (let i = at - context; i <= at + context; i += 1) shown.add(i);
  }
  const lines: string[] = [];
  for (const [at, { mark, line }] of rows.entries()) {
    if (!shown.has(at)) continue;
    if (at > 0 && !shown.has(at - 1)) lines.push('@@');
    lines.push(`${mark}${line.replace(/\r$/, '')}`);
  }
  return lines;
}

interface Row {
  readonly mark: ' ' | '-' | '+';
  readonly line: string;
}

/** By the longest common subsequence, between the common beginning and end. */
function commonRows(a: readonly string[], b: readonly string[]): Row[] {
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const left = a.slice(start, a.length - end);
  const right = b.slice(start, b.length - end);
  const same = (line: string): Row => ({ mark: ' ', line });
  return [...a.slice(0, start).map(same), ...middle(left, right), ...a.slice(a.length - end).map(same)];
}

function middle(a: readonly string[], b: readonly string[]): Row[] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint32Array(b.length + 1));
  const length = (i: number, j: number) => lengths[i]?.[j] ?? 0;
  for (let i = a.length - 1; i >= 0; i -= 1) {
    for (let j = b.length - 1; j >= 0; j -= 1) {
      const row = lengths[i];
      if (row) row[j] = a[i] === b[j] ? length(i + 1, j + 1) + 1 : Math.max(length(i + 1, j), length(i, j + 1));
    }
  }
  const rows: Row[] = [];
  let i = 0;
  let j = 0;
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      rows.push({ mark: ' ', line: a[i] ?? '' });
      i += 1;
      j += 1;
    } else if (j >= b.length || (i < a.length && length(i + 1, j) >= length(i, j + 1))) {
      rows.push({ mark: '-', line: a[i] ?? '' });
      i += 1;
    } else {
      rows.push({ mark: '+', line: b[j] ?? '' });
      j += 1;
    }
  }
  return rows;
}
