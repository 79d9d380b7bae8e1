import { fromMarkdown } from 'mdast-util-from-markdown';
import { parse, postprocess, preprocess } from 'micromark';
import { gfm } from 'micromark-extension-gfm';
import { hideMath, MATH_MARK } from './constructs/math.ts';
import { concat, createFlatBuilder, type Flat, type FlatBuilder, slice } from './flat.ts';
import { isHalfOpen } from './half-open.ts';
import { withoutSecrets } from './secrets.ts';

/** Inline Markdown without its markup. */
export interface Inline {
  readonly flat: Flat;
  /** True where markup is open that later text could still close: the words may then change. */
  readonly halfOpen: boolean;
  /** Images without a description. */
  readonly images: number;
  /** True where the text ends with a secret that was taken out. */
  readonly endsInSecret: boolean;
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

// Tags around words: what they hold goes on without a space.
const FORMATTING = /^<\/?(?:a|b|code|del|em|i|ins|kbd|mark|s|small|span|strong|sub|sup|u|var)\b/i;

const MARKUP = /[*_~`[\]<&\\!$]|:\/\/|www\.| {2}\n/i;

/** Reads a stretch of inline Markdown. Labels of footnotes and of full reference links count as defined: they come last. */
export function readInline(written: string): Inline {
  const inline = parseInline(written);
  const flat = withoutSecrets(inline.flat);
  return { ...inline, flat, endsInSecret: flat !== inline.flat && /(?:a secret|シークレット)$/.test(flat.text) };
}

function parseInline(written: string): Omit<Inline, 'endsInSecret'> {
  const builder = createFlatBuilder();
  if (!MARKUP.test(written)) {
    builder.add(written);
    return { flat: builder.build(), halfOpen: false, images: 0 };
  }
  const raw = hideMath(written);
  Object.assign(parser, { defined: referenceLabels(raw), gfmFootnotes: footnoteLabels(raw) });
  return walk(postprocess(parser.text().write(preprocess()(raw, undefined, true))), raw, builder);
}

function walk(events: Events, raw: string, builder: FlatBuilder): Omit<Inline, 'endsInSecret'> {
  const literals: Array<readonly [start: number, end: number]> = [];
  const links: number[] = [];
  const imageStarts: number[] = [];
  let silent = 0;
  let images = 0;
  let code: string | undefined;
  let address = '';
  const struck: Array<[start: number, end: number]> = [];

  function enter(token: Token, source: string): void {
    if (token.type === 'resourceDestinationString' && links.length > 0) address = source;
    const heard = silent === 0;
    if (SILENT.has(token.type)) silent += 1;
    if (!heard) return;
    if (token.type === 'htmlText' && /^<br\b/i.test(source)) builder.lineBreak();
    else if (token.type === 'htmlText') builder.add(FORMATTING.test(source) ? '' : ' ');
    else if (token.type === 'characterReference') builder.add(decodeReference(source));
    else if (token.type === 'codeText') code = '';
    else if (token.type === 'strikethrough') struck.push([builder.length(), 0]);
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
    else if (type === 'autolinkEmail') builder.add(source, 'email');
  }

  function exit(token: Token): void {
    if (SILENT.has(token.type)) silent -= 1;
    else if (token.type === 'codeText') {
      if (code?.startsWith(MATH_MARK)) builder.add(code.slice(MATH_MARK.length), 'math');
      else builder.add(code ?? '', 'code');
      code = undefined;
    } else if (token.type === 'strikethrough') {
      const open = struck.findLast(([, end]) => end === 0);
      if (open !== undefined) open[1] = builder.length();
    } else if (token.type === 'link') link(links.pop() ?? 0);
    else if (token.type === 'image' && imageStarts.pop() === builder.length()) images += 1;
  }

  /** A link without text is its address. */
  function link(start: number): void {
    if (builder.length() > start) builder.mark(start, 'link');
    else if (/^(?:https?:|www\.)/i.test(address)) builder.add(address, 'url');
    address = '';
  }

  for (const [type, token, context] of events) {
    if (type === 'enter') enter(token, context.sliceSerialize(token));
    else exit(token);
  }
  return { flat: withoutStruck(builder.build(), struck), halfOpen: isHalfOpen(raw, literals), images };
}

/** What is struck out is not said, unless nothing else is there. */
function withoutStruck(flat: Flat, struck: ReadonlyArray<readonly [start: number, end: number]>): Flat {
  if (struck.length === 0) return flat;
  let kept: Flat = { text: '', spans: [] };
  let at = 0;
  for (const [start, end] of [...struck, [flat.text.length, flat.text.length] as const]) {
    if (start >= at) kept = concat(kept, part(flat, at, start));
    at = Math.max(at, end);
  }
  return /[\p{L}\p{N}]/u.test(kept.text) ? kept : flat;
}

/** A stretch with the whitespace at its ends. */
function part(flat: Flat, start: number, end: number): Flat {
  const text = flat.text.slice(start, end);
  const inner = slice(flat, start, end);
  const shift = text.length - text.trimStart().length;
  return { text, spans: inner.spans.map((span) => ({ ...span, start: span.start + shift, end: span.end + shift })) };
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
  return [...raw.matchAll(/(?<=\])\[((?:\\.|[^[\]\\])+)\](?!\()/g)].map((match) => normalize(match[1] ?? ''));
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
