import type { Announcement } from '../../spec/parts.ts';
import { createFlatBuilder, type Flat } from '../flat.ts';
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

/** A short table is read row by row with the names of its columns; a long one is announced. */
export function createTable(
  header: string,
  out: { sentence(flat: Flat): void; announce(announcement: Announcement): void },
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
      for (const row of readRows(names, rows)) out.sentence(row);
    },
  };
}

function readRows(names: readonly string[], rows: readonly string[][]): Flat[] {
  const heads = names.map(readCell);
  // Two columns are terms and what they mean: the heading once, then each pair.
  if (rows.length === 0 || names.length < 2) return [join(heads), ...rows.map((row) => join(row.map(readCell)))];
  if (names.length === 2) return [pair(heads), ...rows.map((row) => pair(row.map(readCell)))];
  return rows.map((row) => {
    const [label, ...values] = names.map((_, column) => readCell(row[column] ?? ''));
    const builder = createFlatBuilder();
    if (label !== undefined && label.text !== '') {
      add(builder, heads[0]);
      builder.add(' ');
      add(builder, label);
      builder.add(': ');
    }
    values.forEach((value, index) => {
      if (value.text === '') return;
      if (!builder.build().text.endsWith(': ') && builder.length() > 0) builder.add(', ');
      add(builder, heads[index + 1]);
      builder.add(' ');
      add(builder, value);
    });
    return builder.build();
  });
}

function pair(row: readonly Flat[]): Flat {
  const builder = createFlatBuilder();
  const [term, meaning] = row;
  add(builder, term);
  if (builder.length() > 0 && meaning !== undefined && meaning.text !== '') builder.add(': ');
  add(builder, meaning);
  return builder.build();
}

function join(row: readonly Flat[]): Flat {
  const builder = createFlatBuilder();
  for (const cell of row) {
    if (cell.text === '') continue;
    if (builder.length() > 0) builder.add(', ');
    add(builder, cell);
  }
  return builder.build();
}

function add(builder: ReturnType<typeof createFlatBuilder>, flat: Flat | undefined): void {
  if (flat === undefined) return;
  let at = 0;
  for (const span of flat.spans) {
    builder.add(flat.text.slice(at, span.start));
    builder.add(flat.text.slice(span.start, span.end), span.kind);
    at = span.end;
  }
  builder.add(flat.text.slice(at));
}

function readCell(raw: string): Flat {
  return readInline(raw.trim()).flat;
}

/** The cells of a row; a pipe behind a backslash belongs to its cell, also inside code. */
function cells(line: string): string[] {
  const inner = line
    .trim()
    .replace(/^\|/, '')
    .replace(/(?<!\\)\|$/, '');
  return inner.split(/(?<!\\)\|/).map((cell) => cell.replaceAll('\\|', '|'));
}
