import type { Announcement, BlockKind } from '../spec/parts.ts';
import { type CodeBlock, type CodePolicy, createCodeBlock } from './constructs/code-block.ts';
import { createFrontMatter } from './constructs/front-matter.ts';
import { createTable, type Table } from './constructs/table.ts';
import { type Container, expandTabs } from './containers.ts';
import { EARLY } from './cut.ts';
import type { Flat } from './flat.ts';
import { type OpenLeaf, type Place, placeLine } from './place.ts';
import { createProse, type Prose } from './prose.ts';
import { createStops } from './stops.ts';

export interface BlocksOut {
  /** `aloud`, where it is not what is written that is said. */
  sentence(flat: Flat, aloud?: Flat): void;
  codeLine(text: string): void;
  announce(announcement: Announcement): void;
  /** An item (of a list, or a footnote) begins; `depth` is how many items it stands in, with itself. */
  item(item: Item, depth: number): void;
  /** A block begins that is in no item. */
  outside(): void;
  /** What follows is of a block of this kind, until the next one begins; what stands in an item is also of a list. */
  block(kind: Exclude<BlockKind, 'list'>): void;
}

export type Item = Extract<Container, { type: 'item' }>;

export interface BlocksOptions {
  readonly policy: CodePolicy;
  /** The first sentence may leave at the edge of a clause. */
  readonly early?: boolean;
}

export interface Blocks {
  write(text: string): void;
  end(): void;
}

type Leaf =
  | { readonly type: 'prose'; readonly prose: Prose; lastLine: string }
  | (Extract<OpenLeaf, { type: 'fence' | 'indented' | 'diff' }> & { readonly code: CodeBlock })
  | Extract<OpenLeaf, { type: 'html' }>
  | { readonly type: 'table'; readonly table: Table };

/** A line of prose that long is passed on although no sentence in it has ended. */
const DECIDING_LENGTH = 240;
const MAX_KEPT_LINE = 2000;
const MAX_TRIES = 4;
/** Rules, underlines, fences and markers hold no word before they end. */
const HAS_WORD = /[\p{L}\p{N}]/u;
const MARKER_BEGUN = /^\d{1,9}[.)]?$/;

/**
 * Markdown's blocks, line by line, as the text comes: each paragraph, heading and cell goes to sentences. A line of
 * prose is passed on before its end as soon as nothing that follows in it can make it something else.
 */
export function createBlocks({ policy, early = false }: BlocksOptions, out: BlocksOut): Blocks {
  let containers: Container[] = [];
  let leaf: Leaf | undefined;
  let line = '';
  /** passing: the line is placed and what comes goes to prose. waiting: it can be placed at its end only. */
  let stops = createStops();
  let tries = 0;
  let mode: 'open' | 'passing' | 'waiting' = 'open';
  const front = createFrontMatter();
  /** The first word of a line may show that the paragraph before it has ended. */
  let firstWord = true;
  let mayLeaveEarly = early;
  const proseOut = { sentence: said, image: () => out.announce({ key: 'image' }) };

  function inLine(text: string): void {
    if (mode !== 'open') {
      goOnInLine(text);
      return;
    }
    for (let i = 0; i < text.length; i += 1) {
      const char = text.charAt(i);
      const asked =
        (stops.before(char) && tries < MAX_TRIES) ||
        line.length === DECIDING_LENGTH ||
        (mayLeaveEarly && line.length === EARLY);
      line += char;
      stops.after(char);
      if (firstWord && HAS_WORD.test(char)) endBefore();
      if (asked) placeEarly();
      if (mode !== 'open') {
        goOnInLine(text.slice(i + 1));
        return;
      }
    }
  }

  function said(flat: Flat): void {
    mayLeaveEarly = false;
    out.sentence(flat);
  }

  /** Ends the paragraph before this line, as soon as the line's first letters show that it begins an item. */
  function endBefore(): void {
    if (MARKER_BEGUN.test(line.trimStart())) return;
    firstWord = false;
    if (leaf?.type !== 'prose' || front.deciding()) return;
    const { opened, content } = placeLine(expandTabs(line), containers, leaf);
    if (opened.length > 0 && content.type === 'text') close();
  }

  /** Places a line whose end is not known, if it is prose whatever follows. */
  function placeEarly(): void {
    tries += 1;
    if (front.deciding()) {
      mode = 'waiting';
      return;
    }
    const place = placeLine(expandTabs(line), containers, leaf);
    const { content } = place;
    if (content.type !== 'text' || content.text.includes('|') || content.text.startsWith('<')) {
      mode = 'waiting';
    } else if (HAS_WORD.test(content.text) && !MARKER_BEGUN.test(content.text)) {
      mode = 'passing';
      line = '';
      apply(place, false);
    }
  }

  function goOnInLine(text: string): void {
    if (mode === 'waiting') line += text;
    if (mode === 'waiting' || leaf?.type !== 'prose') return;
    leaf.prose.write(text);
    if (leaf.lastLine.length < MAX_KEPT_LINE) leaf.lastLine += text;
  }

  function lineFeed(): void {
    if (mode === 'passing') {
      front.takes('');
      if (leaf?.type === 'prose') leaf.prose.newline();
    } else if (!front.takes(line)) {
      release();
      apply(placeLine(expandTabs(line), containers, leaf), true);
    }
    line = '';
    firstWord = true;
    mode = 'open';
    stops = createStops();
    tries = 0;
  }

  /** Lines that were held as front matter and are none. */
  function release(): void {
    for (const held of front.release()) apply(placeLine(expandTabs(held), containers, leaf), true);
  }

  function apply({ matched, opened, content }: Place, whole: boolean): void {
    if (content.type === 'text' && content.lazy) {
      goOn(content.text, whole);
      return;
    }
    if (matched < containers.length || opened.length > 0) close();
    containers = [...containers.slice(0, matched), ...opened];
    if (content.type !== 'blank')
      for (const container of containers) if (container.type === 'item') container.empty = false;
    const item = opened.findLast((container) => container.type === 'item');
    if (item !== undefined) out.item(item, containers.filter(({ type }) => type === 'item').length);
    else if (content.type !== 'blank' && !containers.some(({ type }) => type === 'item')) out.outside();
    switch (content.type) {
      case 'text':
        goOn(content.text, whole);
        break;
      case 'heading':
        heading(content.text);
        break;
      case 'fence':
        beginCode({ ...content, code: codeBlock(content.fence.language, true) });
        break;
      case 'diff':
        beginCode({ type: 'diff', code: codeBlock('diff', true) });
        codeLine(content.text);
        break;
      case 'indented':
        beginCode({ type: 'indented', code: codeBlock('', false) });
        codeLine(content.text);
        break;
      case 'code-line':
        codeLine(content.text);
        break;
      case 'html-start':
        begin({ type: 'html', end: content.start.end });
        htmlLine(content.text);
        break;
      case 'html-line':
        htmlLine(content.text);
        break;
      case 'table-delimiter':
        table();
        break;
      case 'row':
        if (leaf?.type === 'table') leaf.table.row(content.text);
        break;
      default:
        close();
    }
  }

  function goOn(text: string, whole: boolean): void {
    if (leaf?.type !== 'prose') {
      begin({ type: 'prose', prose: createProse(proseOut, { early: mayLeaveEarly }), lastLine: '' });
      out.block('paragraph');
    }
    if (leaf?.type !== 'prose') return;
    leaf.lastLine = text.slice(0, MAX_KEPT_LINE);
    leaf.prose.write(text);
    if (whole) leaf.prose.newline();
  }

  function heading(text: string): void {
    close();
    out.block('heading');
    const prose = createProse(proseOut);
    prose.write(text);
    prose.end();
  }

  function table(): void {
    if (leaf?.type !== 'prose') return;
    const header = leaf.lastLine;
    leaf.prose.dropLine();
    begin({ type: 'table', table: createTable(header, out) });
    out.block('table');
  }

  function codeBlock(language: string, fenced: boolean): CodeBlock {
    return createCodeBlock({ policy, language, fenced }, out);
  }

  function codeLine(text: string): void {
    if (leaf?.type === 'fence' || leaf?.type === 'indented' || leaf?.type === 'diff') leaf.code.line(text);
  }

  function htmlLine(text: string): void {
    if (leaf?.type === 'html' && leaf.end?.test(text)) close();
  }

  function begin(next: Leaf): void {
    close();
    leaf = next;
  }

  function beginCode(next: Leaf): void {
    begin(next);
    out.block('code');
  }

  function close(): void {
    const old = leaf;
    leaf = undefined;
    if (old?.type === 'prose') old.prose.end();
    else if (old?.type === 'fence' || old?.type === 'indented' || old?.type === 'diff') old.code.end();
    else if (old?.type === 'table') old.table.end();
  }

  return {
    write(text) {
      let start = 0;
      for (;;) {
        const at = text.indexOf('\n', start);
        if (at < 0) break;
        inLine(text.slice(start, at));
        lineFeed();
        start = at + 1;
      }
      inLine(text.slice(start));
    },
    end() {
      if (mode === 'passing' || line !== '') lineFeed();
      release();
      close();
    },
  };
}
