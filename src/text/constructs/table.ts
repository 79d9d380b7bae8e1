import type { Announcement } from '../../spec/parts.ts';
import { createFlatBuilder, EMPTY, type Flat } from '../flat.ts';
import { readInline } from '../inline.ts';

const DELIMITER_ROW = /^\|? *:?-+:? *(?:\| *:?-+:? *)*\|? *$/;
const MAX_ROWS = 6;
const MAX_COLUMNS = 6;
const MAX_CHARACTERS = 700;

export interface Table {
  row(line: string): void;
  end(): void;
}

/** Whether `line` makes `header`, the line above it, the head of a table (GFM 4.10). */
export function isTableDelimiter(line: string, header: string): boolean {
  if (!/[|:]/.test(line) || !DELIMITER_ROW.test(line)) return false;
  return cells(line).length === cells(header).length;
}

/** A short table is read row by row, aloud with the names of its columns; a long one is announced. */
export function createTable(
  header: string,
  out: { sentence(flat: Flat, aloud?: Flat): void; announce(announcement: Announcement): void },
): Table {
  const names = cells(header);
  const rows: string[][] = [];
  let count = 0;
  let characters = 0;
  return {
    row(line) {
      count += 1;
      characters += line.length;
      if (count <= MAX_ROWS) rows.push(cells(line));
    },
    end() {
      if (count > MAX_ROWS || names.length > MAX_COLUMNS || characters > MAX_CHARACTERS) {
        out.announce({ key: 'table', rows: count, columns: names.length });
        return;
      }
      readRows(names.map(readCell), rows, out.sentence);
    },
  };
}

/** The head once, then each row: its words as written, and aloud the name of its column before each value. */
function readRows(heads: readonly Flat[], rows: readonly string[][], say: (flat: Flat, aloud?: Flat) => void): void {
  // Two columns are terms and what they mean: no value needs its column's name.
  const apart = heads.length === 2 && rows.length > 0 ? ': ' : ', ';
  say(joined(heads, apart));
  for (const row of rows) {
    const [label = EMPTY, ...values] = heads.map((_, column) => readCell(row[column] ?? ''));
    const named = values.map((value, index) =>
      value === EMPTY ? EMPTY : joined([heads[index + 1] ?? EMPTY, value], ' '),
    );
    const line = (said: readonly Flat[]) => joined([label, joined(said, ', ')], ': ');
    if (heads.length === 2) say(line(values));
    else say(line(values), line(named));
  }
}

function joined(parts: readonly Flat[], apart: string): Flat {
  const builder = createFlatBuilder();
  for (const { text, spans } of parts) {
    if (text === '') continue;
    if (builder.length() > 0) builder.add(apart);
    let at = 0;
    for (const span of spans) {
      builder.add(text.slice(at, span.start));
      builder.add(text.slice(span.start, span.end), span.kind);
      at = span.end;
    }
    builder.add(text.slice(at));
  }
  return builder.build();
}

function readCell(raw: string): Flat {
  const { flat } = readInline(raw.trim());
  return flat.text === '' ? EMPTY : flat;
}

/** The cells of a row; a pipe behind a backslash belongs to its cell, also inside code. */
function cells(line: string): string[] {
  const inner = line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '');
  return inner.split(/(?<!\\)\|/).map((cell) => cell.replaceAll('\\|', '|'));
}
