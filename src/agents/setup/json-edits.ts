import {
  findNodeAtLocation,
  type JSONPath,
  type Node,
  type ParseError,
  parseTree,
  printParseErrorCode,
} from 'jsonc-parser';
import { StreamTtsError } from '../../spec/errors.ts';

/** A JSON file, comments allowed, of which every byte that is not part of a change stays. */
export interface JsonEdits {
  readonly value: Readonly<Record<string, unknown>>;
  readonly text: string;
  /** Puts a property at the end of an object, or an item at the end of a list (then the key says nothing). */
  add(path: JSONPath, key: string, value: unknown): JsonEdits;
  /** Another value at a place that is there. */
  replace(path: JSONPath, value: unknown): JsonEdits;
  remove(path: JSONPath): JsonEdits;
}

/** Throws StreamTtsError with exit code 2 on what is no JSON object. `file` names it for a person. */
export function editJson(text: string, file: string): JsonEdits {
  const mark = text.startsWith('\ufeff') ? '\ufeff' : '';
  const body = text.trim() === '' ? '{}\n' : text.slice(mark.length);
  const root = parseObject(body, file);
  const again = (next: string) => editJson(mark + next, file);
  return {
    text: mark + body,
    value: contentOf(root) as Record<string, unknown>,
    add(path, key, value) {
      const parent = findNodeAtLocation(root, path);
      if (parent?.type !== 'object' && parent?.type !== 'array') throw new Error(`${path.join('.')} holds nothing`);
      return again(inserted(body, parent, key, value));
    },
    replace(path, value) {
      const node = findNodeAtLocation(root, path);
      if (node === undefined) throw new Error(`there is no ${path.join('.')}`);
      return again(body.slice(0, node.offset) + JSON.stringify(value) + body.slice(node.offset + node.length));
    },
    remove(path) {
      const node = findNodeAtLocation(root, path);
      const child = typeof path.at(-1) === 'string' ? node?.parent : node;
      return child?.parent === undefined ? editJson(text, file) : again(without(body, child.parent, child));
    },
  };
}

function parseObject(body: string, file: string): Node {
  const errors: ParseError[] = [];
  const root = parseTree(body, errors, { allowTrailingComma: true });
  const [first] = errors;
  if (first === undefined && root?.type === 'object') return root;
  const place =
    first === undefined
      ? 'is not a JSON object'
      : `is not right in line ${body.slice(0, first.offset).split('\n').length} (${printParseErrorCode(first.error)})`;
  throw new StreamTtsError({
    code: 'bad-file',
    stage: 'settings',
    exitCode: 2,
    message: `${file} ${place}; it is left as it is. Mend it and try again.`,
  });
}

/** The value of a tree: properties in their order, the last of a name wins. */
function contentOf(node: Node | undefined): unknown {
  if (node?.type === 'array') return (node.children ?? []).map(contentOf);
  if (node?.type !== 'object') return node?.value;
  return Object.fromEntries(
    (node.children ?? []).map(({ children = [] }) => [children[0]?.value, contentOf(children[1])]),
  );
}

/** The text with one more child of an object or a list, laid out as the children that are there. */
function inserted(body: string, parent: Node, key: string, value: unknown): string {
  const close = parent.offset + parent.length - 1;
  const last = parent.children?.at(-1);
  const start = last === undefined ? parent.offset + 1 : last.offset + last.length;
  const { end, comma: own } = lastToken(body, start, close);
  const hasComma = own !== undefined;
  const unit = /^([ \t]+)\S/m.exec(body)?.[1] ?? '  ';
  const eol = body.includes('\r\n') ? '\r\n' : '\n';
  const outer = /^[ \t]*/.exec(body.slice(body.lastIndexOf('\n', parent.offset) + 1))?.[0] ?? '';
  const isInOneLine = last !== undefined && !body.slice(parent.offset, last.offset).includes('\n');
  const indent = last === undefined ? outer + unit : indentOf(body, parent.children?.[0]?.offset ?? 0);
  const name = parent.type === 'object' ? `${JSON.stringify(key)}: ` : '';
  const written = isInOneLine
    ? ` ${name}${JSON.stringify(value)}`
    : `${eol}${indent}${name}${JSON.stringify(value, null, unit).replaceAll('\n', `${eol}${indent}`)}`;
  const comma = last === undefined || hasComma ? '' : ',';
  const tail = last === undefined ? `${eol}${outer}` : '';
  const rest = last === undefined ? body.slice(close) : body.slice(end);
  return `${body.slice(0, start)}${comma}${body.slice(start, end)}${written}${hasComma ? ',' : ''}${tail}${rest}`;
}

function indentOf(body: string, offset: number): string {
  return /[ \t]*$/.exec(body.slice(0, offset))?.[0] ?? '';
}

/** The text without a child and the comma that it needed: what `inserted` put there is gone again. */
function without(body: string, parent: Node, child: Node): string {
  const children = parent.children ?? [];
  const at = children.indexOf(child);
  const before = children[at - 1];
  const start = before === undefined ? parent.offset + 1 : before.offset + before.length;
  const end = child.offset + child.length;
  const next = children[at + 1]?.offset ?? parent.offset + parent.length - 1;
  const { end: kept, comma } = lastToken(body, start, child.offset);
  const after = lastToken(body, end, next);
  const cut = (from: number, to: number, text: string) => text.slice(0, from) + text.slice(to);
  if (after.comma !== undefined) return cut(kept, after.comma + 1, body);
  if (comma !== undefined) return cut(comma, comma + 1, cut(kept, end, body));
  // The only one: an object or a list with nothing in it.
  const isBare = body.slice(end, next).trim() === '';
  return cut(kept, isBare ? next : end, body);
}

const BETWEEN = /\s+|,|\/\/[^\r\n]*|\/\*[\s\S]*?\*\//y;

/** Between two children: where the last comma or comment ends, and where the comma stands. */
function lastToken(body: string, start: number, stop: number): { end: number; comma: number | undefined } {
  let end = start;
  let comma: number | undefined;
  for (let at = start; at < stop; ) {
    BETWEEN.lastIndex = at;
    const token = BETWEEN.exec(body)?.[0];
    if (token === undefined) break;
    if (token === ',') comma = at;
    at += token.length;
    if (token.trim() !== '') end = at;
  }
  return { end, comma };
}
