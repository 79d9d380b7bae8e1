// CommonMark 4.6: the seven ways in which an HTML block begins, and what ends it.
const RAW_ENDS: ReadonlyArray<readonly [begin: RegExp, end: RegExp]> = [
  [/^<(?:script|pre|textarea|style)(?:\s|>|$)/i, /<\/(?:script|pre|textarea|style)>/i],
  [/^<!--/, /-->/],
  [/^<\?/, /\?>/],
  [/^<![A-Za-z]/, />/],
  [/^<!\[CDATA\[/, /\]\]>/],
];
const BLOCK_NAMES =
  'address|article|aside|base|basefont|blockquote|body|caption|center|col|colgroup|dd|details|dialog|dir|div|dl|dt|' +
  'fieldset|figcaption|figure|footer|form|frame|frameset|h[1-6]|head|header|hr|html|iframe|legend|li|link|main|menu|' +
  'menuitem|nav|noframes|ol|optgroup|option|p|param|search|section|summary|table|tbody|td|tfoot|th|thead|title|tr|track|ul';
const BLOCK_TAG = new RegExp(`^</?(?:${BLOCK_NAMES})(?:\\s|/?>|$)`, 'i');
const ATTRIBUTE = '(?:\\s+[a-zA-Z_:][a-zA-Z0-9_.:-]*(?:\\s*=\\s*(?:[^"\'=<>`\\s]+|\'[^\']*\'|"[^"]*"))?)';
const LONE_TAG = new RegExp(`^(?:<[A-Za-z][A-Za-z0-9-]*${ATTRIBUTE}*\\s*/?>|</[A-Za-z][A-Za-z0-9-]*\\s*>)\\s*$`);

export interface HtmlStart {
  /** What ends the block in one of its lines; undefined where a blank line does. */
  readonly end: RegExp | undefined;
  /** False for a tag alone in its line, which may stand inside a paragraph. */
  readonly interrupts: boolean;
}

/** How an HTML block begins, or undefined. HTML is not spoken. */
export function readHtmlStart(rest: string): HtmlStart | undefined {
  if (!rest.startsWith('<')) return undefined;
  for (const [begin, end] of RAW_ENDS) if (begin.test(rest)) return { end, interrupts: true };
  if (BLOCK_TAG.test(rest)) return { end: undefined, interrupts: true };
  return LONE_TAG.test(rest) ? { end: undefined, interrupts: false } : undefined;
}
