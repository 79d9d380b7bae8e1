import { fromMarkdown } from 'mdast-util-from-markdown';
import { parse, postprocess, preprocess } from 'micromark';
import { gfm } from 'micromark-extension-gfm';
import { createFlatBuilder, type Flat, type FlatBuilder } from './flat.ts';
import { isHalfOpen } from './half-open.ts';

/** Inline Markdown without its markup. */
export interface Inline {
  readonly flat: Flat;
  /** True where markup is open that later text could still close: the words may then change. */
  readonly halfOpen: boolean;
  /** Images without a description. */
  readonly images: number;
}

type Events = ReturnType<typeof postprocess>;
type Token = Events[number][1];

// E-mail addresses are tried at every letter, which costs most of the time; the span rules find them as well.
const parser = parse({ extensions: [withoutEmail(gfm())] });

const references = new Map<string, string>();
const MAX_REFERENCES = 300;

/** Tokens whose text nobody hears. */
const SILENT: ReadonlySet<string> = new Set([
  'resource',
  'reference',
  'gfmFootnoteCall',
  'htmlText',
  'characterReference',
]);

const MARKUP = /[*_~`[\]<&\\!]|:\/\/|www\.| {2}\n/i;

/** Reads a stretch of inline Markdown. Labels of footnotes and of full reference links count as defined: they come last. */
export function readInline(raw: string): Inline {
  const builder = createFlatBuilder();
  if (!MARKUP.test(raw)) {
    builder.add(raw);
    return { flat: builder.build(), halfOpen: false, images: 0 };
  }
  Object.assign(parser, { defined: referenceLabels(raw), gfmFootnotes: footnoteLabels(raw) });
  return walk(postprocess(parser.text().write(preprocess()(raw, undefined, true))), raw, builder);
}

function walk(events: Events, raw: string, builder: FlatBuilder): Inline {
  const literals: Array<readonly [start: number, end: number]> = [];
  const links: number[] = [];
  const imageStarts: number[] = [];
  let silent = 0;
  let images = 0;
  let code: string | undefined;

  function enter(token: Token, source: string): void {
    if (SILENT.has(token.type)) silent += 1;
    if (token.type === 'htmlText' && /^<br\b/i.test(source)) builder.lineBreak();
    else if (token.type === 'htmlText') builder.add(' ');
    else if (token.type === 'characterReference') builder.add(decodeReference(source));
    else if (token.type === 'codeText') code = '';
    else if (token.type === 'link') links.push(builder.length());
    else if (token.type === 'image') imageStarts.push(builder.length());
    else if (silent > 0) return;
    else if (code !== undefined)
      code += token.type === 'codeTextData' ? source : token.type === 'lineEnding' ? ' ' : '';
    else plain(token, source);
  }

  function plain(token: Token, source: string): void {
    const type: string = token.type;
    if (type === 'data') {
      literals.push([token.start.offset, token.end.offset]);
      builder.add(source);
    } else if (type === 'characterEscapeValue') builder.add(source);
    else if (type === 'lineEnding') builder.add(' ');
    else if (type === 'hardBreakTrailing' || type === 'hardBreakEscape') builder.lineBreak();
    else if (type === 'autolinkProtocol' || type === 'literalAutolinkHttp') builder.add(source, 'url');
    else if (type === 'literalAutolinkWww') builder.add(source, 'url');
    else if (type === 'autolinkEmail') builder.add(source, 'identifier');
  }

  function exit(token: Token): void {
    if (SILENT.has(token.type)) silent -= 1;
    else if (token.type === 'codeText') {
      builder.add(code ?? '', 'code');
      code = undefined;
    } else if (token.type === 'link') builder.mark(links.pop() ?? 0, 'link');
    else if (token.type === 'image' && imageStarts.pop() === builder.length()) images += 1;
  }

  for (const [type, token, context] of events) {
    if (type === 'enter') enter(token, context.sliceSerialize(token));
    else exit(token);
  }
  return { flat: builder.build(), halfOpen: isHalfOpen(raw, literals), images };
}

function decodeReference(source: string): string {
  const known = references.get(source);
  if (known !== undefined) return known;
  const [paragraph] = fromMarkdown(source).children;
  const node = paragraph?.type === 'paragraph' ? paragraph.children[0] : undefined;
  const decoded = node?.type === 'text' ? node.value : source;
  if (references.size < MAX_REFERENCES) references.set(source, decoded);
  return decoded;
}

function footnoteLabels(raw: string): string[] {
  return [...raw.matchAll(/\[\^([^\]\s]+)\]/g)].map((match) => normalize(match[1] ?? ''));
}

function referenceLabels(raw: string): string[] {
  return [...raw.matchAll(/\[[^[\]]+\]\[([^[\]]+)\](?!\()/g)].map((match) => normalize(match[1] ?? ''));
}

/** As CommonMark compares labels (micromark-util-normalize-identifier). */
function normalize(label: string): string {
  return label.replace(/\s+/g, ' ').trim().toLowerCase().toUpperCase();
}

function withoutEmail(extension: ReturnType<typeof gfm>): ReturnType<typeof gfm> {
  const text: typeof extension.text = {};
  for (const [code, found] of Object.entries(extension.text ?? {})) {
    text[code] = [found].flat().flatMap((one) => (one === undefined || one.name === 'emailAutolink' ? [] : [one]));
  }
  return { ...extension, text };
}
