import type { Nodes } from 'mdast';
import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

/** The plain text of each paragraph, heading and cell outside code, as the whole document's parser sees it. */
export function plainBlocks(markdown: string): string[] {
  const out: string[] = [];
  walk(fromMarkdown(markdown, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] }), out);
  return out;
}

function walk(node: Nodes, out: string[]): void {
  if (node.type === 'paragraph' || node.type === 'heading' || node.type === 'tableCell') out.push(plain(node));
  else if ('children' in node) for (const child of node.children) walk(child, out);
}

function plain(node: Nodes): string {
  if (node.type === 'text' || node.type === 'inlineCode') return node.value;
  if (node.type === 'image' || node.type === 'imageReference') return node.alt ?? '';
  // A tag around words puts no space into them.
  if (node.type === 'html') return /^<\/?[a-z]+>$/i.test(node.value) && !/br|div/i.test(node.value) ? '' : ' ';
  if (node.type === 'break') return ' ';
  return 'children' in node ? node.children.map(plain).join('') : '';
}
