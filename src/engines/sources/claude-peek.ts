import { isoTime } from './json.ts';

const HEAD_BYTES = 200;
const TAIL_BYTES = 600;
/** From this size on it pays to look for the type elsewhere than at the line's beginning before reading it all. */
const BIG_LINE_BYTES = 64 * 1024;
const FIRST_KEY_TYPE = /^\s*\{\s*"type"\s*:\s*"([^"\\]*)"/;
const USER_TYPE = /"type"\s*:\s*"user"/;
const TIMESTAMP = /"timestamp"\s*:\s*"([^"\\]*)"(?!.*"timestamp")/s;

/** A tool's result may be many megabytes in one line: it is known by its beginning and never read as JSON. */
export function isUserLine(bytes: Uint8Array): boolean {
  const head = latin1(bytes, 0, HEAD_BYTES);
  const first = FIRST_KEY_TYPE.exec(head);
  if (first !== null) return first[1] === 'user';
  return bytes.length > BIG_LINE_BYTES && USER_TYPE.test(head);
}

/** The time of a line that is not read, from where Claude Code writes it. */
export function timeNearTheEnd(bytes: Uint8Array): number | undefined {
  return isoTime(TIMESTAMP.exec(latin1(bytes, Math.max(0, bytes.length - TAIL_BYTES), bytes.length))?.[1]);
}

function latin1(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1', start, end);
}
