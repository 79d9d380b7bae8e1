const FIELD = /^(?:data|event|id|retry):/;

/**
 * What an event stream has after `data:` in this line, or the line itself where it is none of an event stream's;
 * undefined for its other fields and comments
 * (https://html.spec.whatwg.org/multipage/server-sent-events.html#parsing-an-event-stream).
 */
export function payloadOf(line: string): string | undefined {
  if (line.startsWith(':')) return undefined;
  if (!FIELD.test(line)) return line;
  return line.startsWith('data:') ? line.slice(line[5] === ' ' ? 6 : 5) : undefined;
}

/** The text of a line, without a byte order mark; bytes that are not UTF-8 become U+FFFD. */
export function decodeLine(bytes: Uint8Array): string {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8');
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}
