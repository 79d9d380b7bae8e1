/** A string in UTF-8 with the way back. */
export interface Encoded {
  readonly text: string;
  readonly bytes: Uint8Array;
  readonly length: number;
  /** The UTF-16 unit that a byte belongs to. */
  readonly unitAt: Int32Array;
  /** The byte at which a UTF-16 unit starts. */
  readonly byteAt: Int32Array;
}

/** A lone surrogate becomes U+FFFD. */
export function encode(text: string): Encoded {
  const bytes = new Uint8Array(text.length * 3);
  const unitAt = new Int32Array(text.length * 3 + 1);
  const byteAt = new Int32Array(text.length + 1);
  let at = 0;
  for (let unit = 0; unit < text.length; unit++) {
    byteAt[unit] = at;
    let code = text.codePointAt(unit) ?? 0;
    const wide = code > 0xffff;
    if (code >= 0xd800 && code <= 0xdfff) code = 0xfffd;
    const start = at;
    if (code < 0x80) bytes[at++] = code;
    else {
      if (code < 0x800) bytes[at++] = 0xc0 | (code >> 6);
      else {
        if (code < 0x10000) bytes[at++] = 0xe0 | (code >> 12);
        else {
          bytes[at++] = 0xf0 | (code >> 18);
          bytes[at++] = 0x80 | ((code >> 12) & 0x3f);
        }
        bytes[at++] = 0x80 | ((code >> 6) & 0x3f);
      }
      bytes[at++] = 0x80 | (code & 0x3f);
    }
    unitAt.fill(unit, start, at);
    if (wide) byteAt[++unit] = start;
  }
  unitAt[at] = text.length;
  byteAt[text.length] = at;

  return { text, bytes, length: at, unitAt, byteAt };
}

/** The code point that starts at a byte; 0 at the end. */
export function codePointAt({ bytes, length }: Encoded, byte: number): number {
  if (byte >= length) return 0;
  const first = bytes[byte] ?? 0;
  if (first < 0x80) return first;
  const second = (bytes[byte + 1] ?? 0) & 0x3f;
  if (first < 0xe0) return ((first & 0x1f) << 6) | second;
  const third = (bytes[byte + 2] ?? 0) & 0x3f;
  if (first < 0xf0) return ((first & 0x0f) << 12) | (second << 6) | third;
  return ((first & 0x07) << 18) | (second << 12) | (third << 6) | ((bytes[byte + 3] ?? 0) & 0x3f);
}

/** How many bytes the code point takes that starts at a byte; 1 at the end. */
export function sizeAt({ bytes, length }: Encoded, byte: number): number {
  const first = byte < length ? (bytes[byte] ?? 0) : 0;
  return first < 0x80 ? 1 : first < 0xe0 ? 2 : first < 0xf0 ? 3 : 4;
}
