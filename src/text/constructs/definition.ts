import { fromMarkdown } from 'mdast-util-from-markdown';

/** Whether a paragraph begins like `[label]: address`: until it ends it may hold no prose at all. */
export function mayDefine(raw: string): boolean {
  return raw.startsWith('[') && /^\[(?:[^[\]\\]|\\.)+\]:/.test(raw);
}

/** A paragraph without the definitions of links that it begins with (CommonMark 4.7). */
export function withoutDefinitions(raw: string): string {
  if (!mayDefine(raw)) return raw;
  let end = 0;
  for (const node of fromMarkdown(raw).children) {
    if (node.type !== 'definition') break;
    end = node.position?.end.offset ?? end;
  }
  return raw.slice(end);
}
