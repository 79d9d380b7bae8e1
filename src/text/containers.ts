import { afterQuoteMark } from './constructs/block-quote.ts';

/** What holds blocks: a quote, a list item (or a footnote's text), by how far in its content stands. */
export type Container =
  | { readonly type: 'quote' }
  | {
      readonly type: 'item';
      readonly width: number;
      /** True until something stands in it: a blank line then ends it. */
      empty: boolean;
      /** Of an ordered list. */
      readonly number?: number;
      /** Whether the task is done, where the item is one. */
      readonly task?: boolean;
      readonly footnote?: boolean;
    };

/** The position behind what this line has of a container, or undefined where the line is not in it. */
export function continueContainer(container: Container, line: string, at: number): number | undefined {
  const indent = indentAt(line, at);
  const blank = at + indent >= line.length;
  if (container.type === 'quote') return indent <= 3 ? afterQuoteMark(line, at + indent) : undefined;
  if (blank) return container.empty ? undefined : line.length;
  return indent >= container.width ? at + container.width : undefined;
}

export function indentAt(line: string, at: number): number {
  let end = at;
  while (line[end] === ' ') end += 1;
  return end - at;
}

/** Tabs as the spaces that they stand for (CommonMark 2.2). */
export function expandTabs(line: string): string {
  if (!line.includes('\t')) return line;
  let column = 0;
  return line.replace(/[^\t]+|\t/g, (piece) => {
    const text = piece === '\t' ? ' '.repeat(4 - (column % 4)) : piece;
    column += text.length;
    return text;
  });
}
