/**
 * PulseAudio's tagged values: a letter for the type, then the value, the most significant byte first
 * (src/pulsecore/tagstruct.c of PulseAudio 16).
 */

export type Tagged =
  | { readonly type: 'u32'; readonly value: number }
  | { readonly type: 'bool'; readonly value: boolean }
  | { readonly type: 'string'; readonly value: string | undefined }
  | { readonly type: 'bytes'; readonly value: Uint8Array }
  | { readonly type: 'properties'; readonly value: Readonly<Record<string, string>> }
  /** Mono signed 16-bit little-endian samples. */
  | { readonly type: 'mono-s16le'; readonly rateHz: number }
  /** One channel, called mono. */
  | { readonly type: 'mono-map' }
  /** Full volume of one channel. */
  | { readonly type: 'mono-volume' }
  | { readonly type: 'time'; readonly value: number };

const FULL_VOLUME = 0x10000;
const S16LE = 3;

export const u32 = (value: number): Tagged => ({ type: 'u32', value });
export const bool = (value: boolean): Tagged => ({ type: 'bool', value });
export const text = (value: string | undefined): Tagged => ({ type: 'string', value });

export function encode(values: readonly Tagged[]): Buffer {
  return Buffer.concat(values.map(encodeOne));
}

function encodeOne(tagged: Tagged): Buffer {
  switch (tagged.type) {
    case 'u32':
      return Buffer.concat([letters('L'), be32(tagged.value)]);
    case 'bool':
      return letters(tagged.value ? '1' : '0');
    case 'string':
      return tagged.value === undefined ? letters('N') : Buffer.concat([letters('t'), zeroEnded(tagged.value)]);
    case 'bytes':
      return Buffer.concat([letters('x'), be32(tagged.value.length), tagged.value]);
    case 'properties':
      return Buffer.concat([
        letters('P'),
        ...Object.entries(tagged.value).flatMap(([key, value]) => {
          const bytes = zeroEnded(value);
          return [encodeOne(text(key)), encodeOne(u32(bytes.length)), encodeOne({ type: 'bytes', value: bytes })];
        }),
        letters('N'),
      ]);
    case 'mono-s16le':
      return Buffer.concat([letters('a'), Buffer.from([S16LE, 1]), be32(tagged.rateHz)]);
    case 'mono-map':
      return Buffer.from([letter('m'), 1, 0]);
    case 'mono-volume':
      return Buffer.concat([Buffer.from([letter('v'), 1]), be32(FULL_VOLUME)]);
    case 'time':
      return Buffer.concat([
        letters('T'),
        be32(Math.floor(tagged.value / 1000)),
        be32(Math.floor((tagged.value % 1000) * 1000)),
      ]);
  }
}

/** Reads values one after the other. Each throws a RangeError where another type stands, or nothing. */
export function createTagReader(bytes: Buffer) {
  let at = 0;
  function expect(wanted: string): void {
    const found = String.fromCharCode(bytes.readUInt8(at));
    if (!wanted.includes(found)) throw new RangeError(`"${wanted}" was expected and "${found}" stands there`);
    at += 1;
  }
  return {
    u32(): number {
      expect('L');
      at += 4;
      return bytes.readUInt32BE(at - 4);
    },
    bool(): boolean {
      expect('10');
      return bytes[at - 1] === letter('1');
    },
    /** Also microseconds and signed numbers: all that this program reads are below 2^53. */
    big(): number {
      expect('URr');
      at += 8;
      return Number(bytes.readBigInt64BE(at - 8));
    },
    skipTime(): void {
      expect('T');
      at += 8;
    },
    hasMore: () => at < bytes.length,
    /** Passes over so many values of whatever type. */
    skip(count: number): void {
      for (let left = count; left > 0; left -= 1) at = endOf(bytes, at);
    },
  };
}

/** Where the value that begins at `at` ends. */
function endOf(bytes: Buffer, at: number): number {
  const type = String.fromCharCode(bytes.readUInt8(at));
  const from = at + 1;
  switch (type) {
    case 'L':
    case 'V':
      return from + 4;
    case 'B':
      return from + 1;
    case 'R':
    case 'r':
    case 'U':
    case 'T':
      return from + 8;
    case '1':
    case '0':
    case 'N':
      return from;
    case 't':
      return bytes.indexOf(0, from) + 1;
    case 'x':
      return from + 4 + bytes.readUInt32BE(from);
    case 'a':
      return from + 6;
    case 'm':
      return from + 1 + bytes.readUInt8(from);
    case 'v':
      return from + 1 + 4 * bytes.readUInt8(from);
    case 'P':
      return endOfProperties(bytes, from);
    default:
      throw new RangeError(`"${type}" is no type that is known`);
  }
}

/** A key, a length, its bytes; an empty string in the place of a key ends them. */
function endOfProperties(bytes: Buffer, from: number): number {
  let at = from;
  while (String.fromCharCode(bytes.readUInt8(at)) !== 'N') {
    for (let part = 0; part < 3; part += 1) at = endOf(bytes, at);
  }
  return at + 1;
}

function letters(word: string): Buffer {
  return Buffer.from(word, 'latin1');
}

function letter(word: string): number {
  return word.charCodeAt(0);
}

function be32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

function zeroEnded(value: string): Buffer {
  return Buffer.from(`${value}\0`);
}
