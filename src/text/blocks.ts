import type { Announcement } from '../spec/parts.ts';
import { type CodeBlock, type CodePolicy, createCodeBlock } from './constructs/code-block.ts';
import { createTable, type Table } from './constructs/table.ts';
import { type Container, expandTabs } from './containers.ts';
import type { Flat } from './flat.ts';
import { type OpenLeaf, type Place, placeLine } from './place.ts';
import { createProse, type Prose } from './prose.ts';
import { createStops } from './stops.ts';

export interface BlocksOut {
  sentence(flat: Flat): void;
  codeLine(text: string): void;
  announce(announcement: Announcement): void;
}

export interface Blocks {
  write(text: string): void;
  end(): void;
}

type Leaf =
  | { readonly type: 'prose'; readonly prose: Prose; lastLine: string }
  | (Extract<OpenLeaf, { type: 'fence' | 'indented' }> & { readonly code: CodeBlock })
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
export function createBlocks(policy: CodePolicy, out: BlocksOut): Blocks {
  let containers: Container[] = [];
  let leaf: Leaf | undefined;
  let line = '';
  /** passing: the line is placed and what comes goes to prose. waiting: it can be placed at its end only. */
  let stops = createStops();
  let tries = 0;
  let mode: 'open' | 'passing' | 'waiting' = 'open';
  const proseOut = { sentence: out.sentence, image: () => out.announce({ key: 'image' }) };

  function inLine(text: string): void {
    if (mode !== 'open') {
      goOnInLine(text);
      return;
    }
    for (let i = 0; i < text.length; i += 1) {
      const char = text.charAt(i);
      const asked = (stops.before(char) && tries < MAX_TRIES) || line.length === DECIDING_LENGTH;
      line += char;
      stops.after(char);
      if (asked) placeEarly();
      if (mode !== 'open') {
        goOnInLine(text.slice(i + 1));
        return;
      }
    }
  }

  /** Places a line whose end is not known, if it is prose whatever follows. */
  function placeEarly(): void {
    tries += 1;
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
      if (leaf?.type === 'prose') leaf.prose.newline();
    } else {
      apply(placeLine(expandTabs(line), containers, leaf), true);
    }
    line = '';
    mode = 'open';
    stops = createStops();
    tries = 0;
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
    switch (content.type) {
      case 'text':
        goOn(content.text, whole);
        break;
      case 'heading':
        heading(content.text);
        break;
      case 'fence':
        begin({ ...content, code: codeBlock(content.fence.language, true) });
        break;
      case 'indented':
        begin({ type: 'indented', code: codeBlock('', false) });
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
    if (leaf?.type !== 'prose') begin({ type: 'prose', prose: createProse(proseOut), lastLine: '' });
    if (leaf?.type !== 'prose') return;
    leaf.lastLine = text.slice(0, MAX_KEPT_LINE);
    leaf.prose.write(text);
    if (whole) leaf.prose.newline();
  }

  function heading(text: string): void {
    close();
    const prose = createProse(proseOut);
    prose.write(text);
    prose.end();
  }

  function table(): void {
    if (leaf?.type !== 'prose') return;
    const header = leaf.lastLine;
    leaf.prose.dropLine();
    begin({ type: 'table', table: createTable(header, out) });
  }

  function codeBlock(language: string, fenced: boolean): CodeBlock {
    return createCodeBlock({ policy, language, fenced }, out);
  }

  function codeLine(text: string): void {
    if (leaf?.type === 'fence' || leaf?.type === 'indented') leaf.code.line(text);
  }

  function htmlLine(text: string): void {
    if (leaf?.type === 'html' && leaf.end?.test(text)) close();
  }

  function begin(next: Leaf): void {
    close();
    leaf = next;
  }

  function close(): void {
    const old = leaf;
    leaf = undefined;
    if (old?.type === 'prose') old.prose.end();
    else if (old?.type === 'fence' || old?.type === 'indented') old.code.end();
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
      close();
    },
  };
}
