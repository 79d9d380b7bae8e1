const DEFINITION = /^\[\^[^\]\s]+\]: */;

/** How long the label of a footnote's text is (GFM footnotes), or undefined; the text itself is prose. */
export function readFootnoteLabel(rest: string): number | undefined {
  return DEFINITION.exec(rest)?.[0].length;
}
