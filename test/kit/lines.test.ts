import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createLineSplitter, type Line } from '../../src/kit/lines.ts';

const encoder = new TextEncoder();

function show(line: Line): string {
  return line.type === 'line' ? new TextDecoder().decode(line.bytes) : `too long: ${line.length}`;
}

function split(chunks: readonly Uint8Array[], maxBytes?: number): string[] {
  const splitter = createLineSplitter(maxBytes === undefined ? {} : { maxBytes });
  const lines: string[] = [];
  for (const chunk of chunks) lines.push(...splitter.write(chunk).map(show));
  return [...lines, ...splitter.end().map(show)];
}

function cutAt(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  const chunks: Uint8Array[] = [];
  let start = 0;
  for (const place of [...places, bytes.length]) {
    chunks.push(bytes.slice(start, place));
    start = place;
  }
  return chunks;
}

const cases: ReadonlyArray<readonly [name: string, text: string, lines: readonly string[]]> = [
  ['nothing', '', []],
  ['one line', 'a\n', ['a']],
  ['a last line without an ending', 'a\nb', ['a', 'b']],
  ['blank lines', '\n\na\n', ['', '', 'a']],
  ['CRLF', 'a\r\nb\r\n', ['a', 'b']],
  ['a carriage return inside a line stays', 'a\rb\n', ['a\rb']],
  ['U+2028 is no line ending', 'a\u2028b\u2029c\u0085d\n', ['a\u2028b\u2029c\u0085d']],
  ['characters of several bytes', '日本\n語🎉\n', ['日本', '語🎉']],
];

for (const [name, text, expected] of cases) {
  test(`lines: ${name}`, () => {
    const bytes = encoder.encode(text);
    assert.deepEqual(split([bytes]), expected);
    assert.deepEqual(split([...bytes].map((byte) => Uint8Array.of(byte))), expected);
  });
}

test('lines: however the bytes are cut, the lines are the same', () => {
  const text = fc.array(fc.constantFrom('a', 'bcd', '\n', '\r\n', '\r', '語', '🎉', '\u2028'), { maxLength: 40 });
  fc.assert(
    fc.property(text, fc.array(fc.nat(200)), fc.constantFrom(undefined, 3, 7), (pieces, cuts, maxBytes) => {
      const bytes = encoder.encode(pieces.join(''));
      assert.deepEqual(split(cutAt(bytes, cuts), maxBytes), split([bytes], maxBytes));
    }),
  );
});

test('lines: one that is too long is reported and the next one is read', () => {
  const bytes = encoder.encode(`${'x'.repeat(11)}\nshort\n${'y'.repeat(10)}\r\n${'z'.repeat(30)}`);
  const expected = ['too long: 11', 'short', 'y'.repeat(10), 'too long: 30'];
  assert.deepEqual(split([bytes], 10), expected);
  assert.deepEqual(
    split(
      [...bytes].map((byte) => Uint8Array.of(byte)),
      10,
    ),
    expected,
  );
});

test('lines: a line of 15 MB in pieces of 64 kB comes whole', () => {
  const splitter = createLineSplitter();
  const chunk = new Uint8Array(64 * 1024).fill(97);
  for (let i = 0; i < 240; i += 1) assert.deepEqual(splitter.write(chunk), []);
  const [line] = splitter.write(encoder.encode('b\n'));
  assert.ok(line?.type === 'line' && line.terminated);
  assert.equal(line.bytes.length, 240 * chunk.length + 1);
  assert.equal(line.bytes.at(-1), 98);
});

test('lines: an unfinished last line is marked as such', () => {
  const splitter = createLineSplitter();
  splitter.write(encoder.encode('{"half":'));
  const [line] = splitter.end();
  assert.ok(line?.type === 'line' && !line.terminated);
});

test('lines: one whose beginning says that nobody wants it is not kept, however it is cut', () => {
  const skip = (head: Uint8Array) => head[0] === 120;
  const text = fc.array(fc.constantFrom('x', 'y', '\n', '\r\n', 'x'.repeat(5000), 'y'.repeat(5000)), { maxLength: 12 });
  const read = (chunks: readonly Uint8Array[]) => {
    const splitter = createLineSplitter({ maxBytes: 6000, skip });
    const show = (line: Line) =>
      line.type === 'line'
        ? `line ${line.bytes.length}`
        : line.type === 'skipped'
          ? `skipped ${line.length} ${Buffer.from(line.tail).toString().trimEnd().length}`
          : `too long ${line.length}`;
    return [...chunks.flatMap((chunk) => splitter.write(chunk).map(show)), ...splitter.end().map(show)];
  };
  fc.assert(
    fc.property(text, fc.array(fc.nat(20_000), { maxLength: 8 }), (pieces, cuts) => {
      const bytes = encoder.encode(pieces.join(''));
      const whole = read([bytes]).map((line) => line.replace(/^(skipped \d+).*/, '$1'));
      assert.deepEqual(
        read(cutAt(bytes, cuts)).map((line) => line.replace(/^(skipped \d+).*/, '$1')),
        whole,
      );
    }),
  );
  const [line] = createLineSplitter({ skip }).write(encoder.encode(`${'x'.repeat(5000)}end\n`));
  assert.ok(line?.type === 'skipped' && Buffer.from(line.tail).toString().endsWith('xend'));
});
