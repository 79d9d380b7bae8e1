import { isoTime } from './json.ts';

/** What one field of a line says about it: nothing in it is spoken, it must be read, or (undefined) look on. */
export type Verdict = 'quiet' | 'read' | undefined;

/**
 * Sees the string fields of a line in order, as `type`, `item.type` or `message.content[].type`, until one decides.
 * Strings of more than 100 bytes come as the empty string.
 */
export type Glance = (path: string, value: string) => Verdict;

const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const SPACE = 32;
const MAX_STRING = 100;
const DATA = [100, 97, 116, 97, 58];

/**
 * Whether the beginning of a line of JSON shows that nothing in it is spoken. A tool's result may be many megabytes in
 * one line: it is known by its first fields and never becomes a string. Undecided is no.
 */
export function isQuiet(head: Uint8Array, glance: Glance): boolean {
  let at = start(head);
  // Only a line that begins with its object: an indented one may be a piece of a larger value.
  if (head[at] !== OPEN_BRACE) return false;
  const paths: string[] = [];
  const objects: boolean[] = [];
  let key = '';
  let wantsKey = false;
  for (; at < head.length; at += 1) {
    const byte = head[at];
    if (byte === QUOTE) {
      const end = stringEnd(head, at + 1);
      if (end < 0) return false;
      const value = end - at - 1 > MAX_STRING ? '' : latin1(head, at + 1, end);
      at = end;
      if (wantsKey) {
        key = value;
        wantsKey = false;
      } else {
        const verdict = glance(`${paths.at(-1) ?? ''}${key}`, value);
        if (verdict !== undefined) return verdict === 'quiet';
      }
    } else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      const isObject = byte === OPEN_BRACE;
      const parent = paths.length === 0 ? '' : `${paths.at(-1)}${key}`;
      paths.push(isObject && parent !== '' ? `${parent}.` : isObject ? '' : `${parent}[]`);
      objects.push(isObject);
      key = '';
      wantsKey = isObject;
    } else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) {
      paths.pop();
      objects.pop();
      key = '';
      if (objects.length === 0) return false;
    } else if (byte === COMMA) {
      wantsKey = objects.at(-1) === true;
    }
  }
  return false;
}

const TIMESTAMP = /"timestamp"\s*:\s*"([^"\\]*)"(?!.*"timestamp")/s;
const FIRST_TIMESTAMP = /^[^{]{0,10}\{\s*(?:"type"\s*:\s*"[^"\\]*"\s*,\s*)?"timestamp"\s*:\s*"([^"\\]*)"/;

/** The time of a line that is not read, from where agents write it: at the end, or first. */
export function timeAtTheEdges(head: Uint8Array, tail: Uint8Array): number | undefined {
  const found = TIMESTAMP.exec(latin1(tail, 0, tail.length)) ?? FIRST_TIMESTAMP.exec(latin1(head, 0, 200));
  return isoTime(found?.[1]);
}

function start(head: Uint8Array): number {
  let at = head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf ? 3 : 0;
  if (DATA.every((byte, index) => head[at + index] === byte)) {
    at += DATA.length;
    while (head[at] === SPACE) at += 1;
  }
  return at;
}

function stringEnd(head: Uint8Array, from: number): number {
  let at = head.indexOf(QUOTE, from);
  while (at >= 0) {
    let slashes = 0;
    while (head[at - 1 - slashes] === BACKSLASH && at - 1 - slashes >= from) slashes += 1;
    if (slashes % 2 === 0) return at;
    at = head.indexOf(QUOTE, at + 1);
  }
  return -1;
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', start, end);
}
