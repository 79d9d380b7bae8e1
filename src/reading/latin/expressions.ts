import { table } from '../../kit/table.ts';
import { countKana } from '../numbers/counters.ts';
import { integerKana } from '../numbers/integers.ts';
import type { Matcher, Piece, Span } from '../span.ts';
import type { LatinReader } from './words.ts';

const SEPARATORS = table<string>({
  '/': 'スラッシュ',
  '.': 'ドット',
  '@': 'アット',
  '+': 'プラス',
  '&': 'アンド',
  '~': 'チルダ',
  '*': 'アスタリスク',
  '=': 'イコール',
});
const EXTENSION =
  /\.(?:[cm]?[jt]sx?|jsonl?|json5|md|mdx|ya?ml|toml|html?|css|scss|less|py|rs|go|java|kt|swift|rb|php|cs?|cpp|h|hpp|sh|bash|zsh|sql|txt|csv|tsv|xml|svg|png|jpe?g|gif|webp|pdf|wav|mp3|mp4|lock|env|log|ini|cfg|conf|vue|svelte|wasm|onnx|gguf|zip|gz|tar|tgz|d\.ts|test\.ts|exe|dll|so|lua|proto|graphql|tf|ipynb|gitignore|npmrc|eslintrc|prettierrc|example|local)$/i;

type Rule = readonly [pattern: RegExp, read: (match: RegExpExecArray, latin: LatinReader) => Piece[] | undefined];

const RULES: readonly Rule[] = [
  [/(?:https?|ftp|file|wss?):\/\/[^\s、。」』）)>ぁ-ゖァ-ヺ一-鿿]+/y, ([url = ''], latin) => readUrl(url, latin)],
  [/[\w.+-]+@[\w-]+(?:\.[\w-]+)+/y, ([address = ''], latin) => readParts(address, latin)],
  [
    /(?:~|\.{1,2}|@?[\w.-]+|(?=\/\w))(?:\/[\w.@*[\]-]+)+\/?(?::\d+)?(?::\d+)?/y,
    ([path = ''], latin) => readPath(path, latin),
  ],
  [/\.?[A-Za-z_][\w-]*(?:\.[\w-]+)+(?::\d+(?::\d+)?)?/y, ([name = ''], latin) => readName(name, latin)],
  [/localhost:\d+/y, ([name = ''], latin) => readParts(name, latin)],
  [/\.[A-Za-z]\w*/y, ([name = ''], latin) => readParts(name, latin)],
  [/--?[A-Za-z][\w-]*/y, ([flag = ''], latin) => readFlag(flag, latin)],
  [/[$@#]\{?[A-Za-z_][\w-]*\}?/y, ([name = ''], latin) => readParts(name, latin)],
  [/C\+\+|[CF]#|\.NET/y, ([name = ''], latin) => [{ surface: name, kana: latin.term(name) ?? '' }]],
];
const WORD = /[A-Za-z_][\w]*(?:'[a-z]+)?(?:-[A-Za-z\d][\w]*)*/y;
/** At most so many words make a term. */
const LONGEST_TERM = 4;

/** Reads what starts with a Latin letter or a sign that belongs to one. */
export function latinMatcher(latin: LatinReader): Matcher {
  return (text, at) => {
    if (!/[A-Za-z_$@#~./-]/.test(text[at] ?? '')) return undefined;
    const term = matchTerm(text, at, latin);
    for (const [pattern, read] of RULES) {
      pattern.lastIndex = at;
      const match = pattern.exec(text);
      if (!match || (term && term.end >= at + match[0].length)) continue;
      const pieces = read(trimmed(match), latin);
      if (pieces) return span(at, pieces);
    }
    return term ?? matchWord(text, at, latin);
  };
}

/** The longest known term of several words, or of one with signs in it (Node.js). */
function matchTerm(text: string, at: number, latin: LatinReader): Span | undefined {
  if (/[\w]/.test(text[at - 1] ?? '')) return undefined;
  const words = /^[A-Za-z][\w.+#/-]*(?: [A-Za-z\d][\w.+#/-]*)*/.exec(text.slice(at, at + 80))?.[0].split(' ') ?? [];
  for (let count = Math.min(words.length, LONGEST_TERM); count > 0; count--) {
    const surface = words
      .slice(0, count)
      .join(' ')
      .replace(/[./-]+$/, '');
    const kana = latin.term(surface);
    if (kana !== undefined && (count > 1 || /[^A-Za-z]/.test(surface))) return span(at, [{ surface, kana }]);
  }
  return undefined;
}

function matchWord(text: string, at: number, latin: LatinReader): Span | undefined {
  WORD.lastIndex = at;
  const word = WORD.exec(text)?.[0];
  if (word === undefined) return undefined;
  const call = /^\((?:\.\.\.)?\)/.exec(text.slice(at + word.length, at + word.length + 5))?.[0] ?? '';
  const pieces = [...latin.read(word)];
  if (call) pieces.push({ surface: call, kana: '' });
  return span(at, pieces);
}

function span(at: number, pieces: readonly Piece[]): Span {
  return { start: at, end: at + pieces.reduce((sum, { surface }) => sum + surface.length, 0), kind: 'latin', pieces };
}

/** A sentence's own full stop or colon at the end does not belong to a name. */
function trimmed(match: RegExpExecArray): RegExpExecArray {
  match[0] = match[0].replace(/[.:,;!?]+$/, '') || match[0];
  return match;
}

function readUrl(url: string, latin: LatinReader): Piece[] {
  const [, scheme = '', rest = ''] = /^(\w+:\/\/(?:www\.)?)(.*)$/.exec(url) ?? [];
  const query = /[?#].*$/.exec(rest)?.[0] ?? '';
  const path = rest.slice(0, rest.length - query.length);
  return [{ surface: scheme, kana: '' }, ...readParts(path, latin), { surface: query, kana: '' }];
}

function readPath(path: string, latin: LatinReader): Piece[] | undefined {
  const [, name = path, line = ''] = /^(.*?)((?::\d+)*)$/.exec(path) ?? [];
  if (/^\d+(?:\/\d+)+$/.test(name)) return undefined;
  if (/^\.{1,2}\//.test(name)) {
    const lead = /^(?:\.{1,2}\/)+/.exec(name)?.[0] ?? '';
    return [{ surface: lead, kana: '' }, ...readParts(name.slice(lead.length), latin), ...readLine(line)];
  }
  return [
    ...readParts(name.replace(/\/$/, ''), latin),
    ...(name.endsWith('/') ? [{ surface: '/', kana: '' }] : []),
    ...readLine(line),
  ];
}

/** Words with dots between: a file's name, a host, or a member of an object. */
function readName(name: string, latin: LatinReader): Piece[] {
  const [, word = name, line = ''] = /^(.*?)((?::\d+)*)$/.exec(name) ?? [];
  if (line && !EXTENSION.test(word)) {
    return [...readParts(word, latin), { surface: line, kana: integerKana(line.replace(/\D/g, '')) }];
  }
  return [...readParts(word, latin), ...readLine(line)];
}

function readLine(line: string): Piece[] {
  const [, first = '', rest = ''] = /^:(\d+)((?::\d+)?)$/.exec(line) ?? [];
  if (!first) return line ? [{ surface: line, kana: '' }] : [];
  return [
    { surface: `:${first}`, kana: countKana(first, '行目') ?? '' },
    ...(rest ? [{ surface: rest, kana: '' }] : []),
  ];
}

const readFlag = (flag: string, latin: LatinReader): Piece[] => {
  const [, dashes = '', name = ''] = /^(-+)(.*)$/.exec(flag) ?? [];
  return [{ surface: dashes, kana: dashes.length === 1 ? 'ハイフン' : '' }, ...readParts(name, latin)];
};

/** Names and the signs between them, each name read by itself; an extension is spelled where it is no word. */
function readParts(text: string, latin: LatinReader): Piece[] {
  const parts = text.match(/[A-Za-z_][\w-]*|\d+|[^A-Za-z_\d]/g) ?? [];
  return parts.flatMap((part, index): readonly Piece[] => {
    const sign = SEPARATORS[part];
    if (sign !== undefined) return [{ surface: part, kana: sign }];
    if (/^\d+$/.test(part)) return [{ surface: part, kana: integerKana(part) }];
    if (!/[A-Za-z]/.test(part)) return [{ surface: part, kana: '' }];
    const extension = parts[index - 1] === '.' ? latin.term(`.${part}`) : undefined;
    return extension === undefined ? latin.read(part) : [{ surface: part, kana: extension }];
  });
}
