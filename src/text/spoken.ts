import type { Span, SpanKind } from '../spec/parts.ts';

type Say = (written: string) => string;

const URL_HOST = /^[a-z+]+:\/\/(?:[^/?#@]*@)?([^/?#:]+)/i;

// How a span is said, by what it is.
const BY_KIND: Readonly<Record<SpanKind, Say>> = {
  code: sayCode,
  identifier: sayIdentifier,
  path: sayPath,
  url: (url) => `a link to ${hostOf(url)}`,
  link: (text) => text,
  version: (version) => version.replace(/^[~^]/, ''),
  flag: (flag) => flag.replace(/^-+/, '').replace('=', ' '),
  hash: (hash) => (hash.startsWith('#') ? `number ${hash.slice(1)}` : hash.slice(0, 7)),
  number: (number) => number,
};

// What the same signs say between words; the longest first.
const SIGNS: ReadonlyArray<readonly [sign: RegExp, words: string]> = [
  [/[←↔→⇒➜]|[-=]+>|<[-=]+/g, ' to '],
  [/===?|≡/g, ' equals '],
  [/!==?|≠/g, ' is not '],
  [/>=|≥/g, ' at least '],
  [/<=|≤/g, ' at most '],
  [/&&|&/g, ' and '],
  [/\|\|/g, ' or '],
  [/(?<=\w)\s*=\s*(?=\w)/g, ' equals '],
  [/\s>\s/g, ' over '],
  [/\s<\s/g, ' under '],
  [/\s\+\s/g, ' plus '],
  [/~(?=\d|$)/g, 'about '],
  [/#(?=\d)/g, 'number '],
];
// Markup, separators of paths and what no one says.
const UNSAID = /[*`|#\\/_~^<>{}[\]=$@✓✗✔✘•·■□▪◦]+/g;

/** The host of an address, without `www.`. */
export function hostOf(url: string): string {
  const address = /^[a-z+]+:\/\//i.test(url) ? url : `https://${url}`;
  return (URL_HOST.exec(address)?.[1] ?? url)
    .replace(/^www\./i, '')
    .replace(UNSAID, ' ')
    .trim();
}

/** The English form of a text: how it would be said, without markup, addresses or separators of paths. */
export function toSpoken(text: string, spans: readonly Span[]): string {
  let out = '';
  let at = 0;
  for (const span of spans) {
    out += sayWords(text.slice(at, span.start)) + tidy(BY_KIND[span.kind](text.slice(span.start, span.end)));
    at = span.end;
  }
  out += sayWords(text.slice(at));
  return out
    .replace(/\s+/g, ' ')
    .replace(/ +(?=[,.;:!?)](?:\s|$))/g, '')
    .trim();
}

function sayWords(text: string): string {
  let said = text;
  for (const [sign, words] of SIGNS) said = said.replace(sign, words);
  return said.replace(UNSAID, ' ');
}

function tidy(said: string): string {
  return said.replace(UNSAID, ' ');
}

function sayCode(code: string): string {
  if (/^[a-z+]+:\/\//i.test(code)) return `a link to ${hostOf(code)}`;
  if (isPath(code)) return sayPath(code);
  const words = code.split(' ').map((word) => (isPath(word) ? sayPath(word) : word.replace(/^-+(?=\w)/, '')));
  return sayWords(
    words
      .join(' ')
      .replace(/\(\)/g, '')
      .replace(/(?:^|\s)--(?=\s|$)/g, ' '),
  ).trim();
}

function sayIdentifier(name: string): string {
  if (/^[^@\s]+@/.test(name)) return name.replace('@', ' at ');
  return sayWords(name.replace(/\(\)$/, '').replace(/::|->/g, ' '));
}

/** The file's name alone, and the line where one is given. */
function sayPath(path: string): string {
  const [, file = path, line] = /^(.*?)(?::(\d+)(?:[:-]\d+)*)?$/.exec(path.replace(/^[A-Za-z]:(?=\\)/, '')) ?? [];
  const name = file.split(/[/\\]/).findLast((part) => part !== '' && part !== '.' && part !== '~') ?? 'the folder';
  return line === undefined ? name : `${name} line ${line}`;
}

function isPath(word: string): boolean {
  return (
    /^(?:~|\.{1,2}|[A-Za-z]:)?[/\\]?[\w@.+-]+(?:[/\\][\w@.+-]*)+(?::\d+)*$/.test(word) || /^[\w.-]+\.\w+:\d+/.test(word)
  );
}
