import { afterQuoteMark } from './constructs/block-quote.ts';
import { type FenceStart, isFenceEnd, readFenceStart } from './constructs/code-block.ts';
import { isDiffStart } from './constructs/diff.ts';
import { readFootnoteLabel } from './constructs/footnote.ts';
import { isSetextUnderline, readHeading } from './constructs/heading.ts';
import { type HtmlStart, readHtmlStart } from './constructs/html.ts';
import { readListMarker, readTask, withoutTaskBox } from './constructs/list.ts';
import { isTableDelimiter } from './constructs/table.ts';
import { isThematicBreak } from './constructs/thematic-break.ts';
import { type Container, continueContainer, indentAt } from './containers.ts';

/** The block that lines go to, as far as the place of the next line depends on it. */
export type OpenLeaf =
  | { readonly type: 'prose'; readonly lastLine: string }
  | { readonly type: 'fence'; readonly fence: FenceStart; readonly indent: number }
  | { readonly type: 'indented' }
  | { readonly type: 'html'; readonly end: RegExp | undefined }
  | { readonly type: 'table' }
  /** Lines of a patch that stand there without a fence. */
  | { readonly type: 'diff' };

/** What a line is, once its containers are taken off. */
export type Content =
  | { readonly type: 'blank' | 'thematic-break' | 'setext' | 'table-delimiter' | 'fence-end' }
  | { readonly type: 'heading' | 'code-line' | 'indented' | 'diff'; readonly text: string }
  | { readonly type: 'fence'; readonly fence: FenceStart; readonly indent: number }
  | { readonly type: 'html-start'; readonly start: HtmlStart; readonly text: string }
  | { readonly type: 'html-line' | 'row'; readonly text: string }
  /** `lazy`: it goes on with a paragraph whose containers it does not repeat. */
  | { readonly type: 'text'; readonly text: string; readonly lazy: boolean };

/** Deeper than anyone writes: below this, marks of quotes and lists are text. */
const MAX_DEPTH = 100;

export interface Place {
  /** How many of the open containers the line is in. */
  readonly matched: number;
  readonly opened: readonly Container[];
  readonly content: Content;
}

/**
 * Finds the place of a line among the open blocks: the first phase of CommonMark's parsing strategy (appendix A), in
 * which every line is decided by what stands before it. micromark does the same and tells nobody before the end of
 * the document, so this phase is done here, and test/text/blocks.test.ts holds it against micromark.
 */
export function placeLine(line: string, containers: readonly Container[], leaf: OpenLeaf | undefined): Place {
  let at = 0;
  let matched = 0;
  for (const container of containers) {
    const next = continueContainer(container, line, at);
    if (next === undefined) break;
    at = next;
    matched += 1;
  }
  const inLeaf = matched === containers.length ? leaf : undefined;
  const verbatim = inLeaf === undefined ? undefined : goOn(inLeaf, line, at);
  if (verbatim !== undefined) return { matched, opened: [], content: verbatim };

  const opened: Container[] = [];
  for (;;) {
    const fresh = opened.length > 0;
    const paragraph = !fresh && leaf?.type === 'prose';
    const indent = indentAt(line, at);
    const rest = line.slice(at + indent);
    const done = (content: Content): Place => ({ matched, opened, content });
    if (rest === '') return done({ type: 'blank' });
    if (indent >= 4) {
      if (paragraph) return done({ type: 'text', text: rest, lazy: inLeaf === undefined });
      return done({ type: 'indented', text: line.slice(at + 4) });
    }
    const deep = matched + opened.length >= MAX_DEPTH;
    const quote = deep ? undefined : afterQuoteMark(line, at + indent);
    if (quote !== undefined) {
      opened.push({ type: 'quote' });
      at = quote;
      continue;
    }
    const inParagraph = !fresh && inLeaf?.type === 'prose';
    const content = startOf(rest, indent, paragraph, inParagraph ? inLeaf.lastLine : undefined);
    if (content !== undefined) return done(content);
    const marker = deep ? undefined : readListMarker(rest);
    if (marker !== undefined && (!inParagraph || marker.interrupts)) {
      const { number } = marker;
      at = marker.blank ? line.length : at + indent + marker.width;
      const task = readTask(line.slice(at));
      opened.push({
        type: 'item',
        width: indent + marker.width,
        empty: marker.blank,
        ...(number === undefined ? {} : { number }),
        ...(task === undefined ? {} : { task }),
      });
      continue;
    }
    const label = deep ? undefined : readFootnoteLabel(rest);
    if (label !== undefined) {
      opened.push({ type: 'item', width: 4, empty: false, footnote: true });
      at += indent + label;
      continue;
    }
    if (!fresh && inLeaf?.type === 'table') return done({ type: 'row', text: rest });
    const inItem = opened.at(-1)?.type === 'item';
    return done({ type: 'text', text: inItem ? withoutTaskBox(rest) : rest, lazy: paragraph && inLeaf === undefined });
  }
}

/** What the line is to an open block that takes lines as they are. */
function goOn(leaf: OpenLeaf, line: string, at: number): Content | undefined {
  const indent = indentAt(line, at);
  const rest = line.slice(at + indent);
  if (leaf.type === 'fence') {
    if (isFenceEnd(leaf.fence, indent, rest)) return { type: 'fence-end' };
    return { type: 'code-line', text: line.slice(at + Math.min(indent, leaf.indent)) };
  }
  if (leaf.type === 'diff') return rest === '' ? { type: 'blank' } : { type: 'code-line', text: line.slice(at) };
  if (leaf.type === 'html') {
    if (leaf.end === undefined && rest === '') return { type: 'blank' };
    return { type: 'html-line', text: rest };
  }
  if (leaf.type === 'indented') {
    if (rest === '') return { type: 'code-line', text: '' };
    if (indent >= 4) return { type: 'code-line', text: line.slice(at + 4) };
  }
  return undefined;
}

/** The block that begins with this line, apart from containers and paragraphs. */
function startOf(rest: string, indent: number, paragraph: boolean, lastLine: string | undefined): Content | undefined {
  const heading = readHeading(rest);
  if (heading !== undefined) return { type: 'heading', text: heading };
  const fence = readFenceStart(rest);
  if (fence !== undefined) return { type: 'fence', fence, indent };
  if (isDiffStart(rest)) return { type: 'diff', text: rest };
  const start = readHtmlStart(rest);
  if (start !== undefined && (start.interrupts || !paragraph)) return { type: 'html-start', start, text: rest };
  if (lastLine !== undefined && isSetextUnderline(rest)) return { type: 'setext' };
  if (isThematicBreak(rest)) return { type: 'thematic-break' };
  if (lastLine !== undefined && isTableDelimiter(rest, lastLine)) return { type: 'table-delimiter' };
  return undefined;
}
