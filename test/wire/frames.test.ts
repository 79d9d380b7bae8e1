import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createFrameDecoder, encodeHead, type Frame, type WireError } from '../../src/wire/frames.ts';
import { bytesOfSamples, samplesOfBytes } from '../../src/wire/pcm.ts';

const SMALL = { maxHeadBytes: 64, maxBytes: 16 };

function encoded(...frames: Frame[]): Buffer {
  return Buffer.concat(frames.flatMap(({ head, bytes }) => [encodeHead(head, bytes.length), bytes]));
}

function raw(headLength: number, byteLength: number, rest = ''): Buffer {
  const prefix = Buffer.alloc(8);
  prefix.writeUInt32BE(headLength, 0);
  prefix.writeUInt32BE(byteLength, 4);
  return Buffer.concat([prefix, Buffer.from(rest)]);
}

const FRAMES: Frame[] = [
  { head: { type: 'piece', id: 1, text: '訳すとLF\nと\u2028' }, bytes: new Uint8Array() },
  { head: {}, bytes: Uint8Array.of(0, 255, 10, 13) },
  { head: { a: [1, null, { b: true }] }, bytes: new Uint8Array(1000).fill(7) },
];

test('frames come out as they went in, one byte at a time too', () => {
  const bytes = encoded(...FRAMES);
  assert.deepEqual(createFrameDecoder().write(bytes), FRAMES);
  const slow = createFrameDecoder();
  const out = [...bytes].flatMap((byte) => slow.write(Uint8Array.of(byte)));
  slow.end();
  assert.deepEqual(out, FRAMES);
});

test('frames come out the same however the bytes are cut', () => {
  const frame = fc.record({
    head: fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 })),
    bytes: fc.uint8Array({ maxLength: 300 }),
  });
  fc.assert(
    fc.property(fc.array(frame, { maxLength: 5 }), fc.array(fc.nat(400), { maxLength: 40 }), (frames, cuts) => {
      const bytes = encoded(...frames);
      const decoder = createFrameDecoder();
      const out: Frame[] = [];
      let at = 0;
      for (const cut of [...cuts, bytes.length]) {
        out.push(...decoder.write(bytes.subarray(at, at + cut)));
        at += cut;
      }
      decoder.end();
      const plain = (all: readonly Frame[]) =>
        all.map(({ head, bytes: own }) => [JSON.parse(JSON.stringify(head)), [...own]]);
      assert.deepEqual(plain(out), plain(frames));
    }),
  );
});

test('a frame keeps nothing of the chunk that it came in', () => {
  const bytes = encoded({ head: {}, bytes: Uint8Array.of(1, 2) });
  const [frame] = createFrameDecoder().write(bytes);
  bytes.fill(0);
  assert.deepEqual(frame?.bytes, Uint8Array.of(1, 2));
});

test('what is no frame is an error, and nothing is made of what follows', () => {
  const cases: Array<[Buffer, WireError['code']]> = [
    [raw(2, 0, '[]'), 'malformed'],
    [raw(4, 0, 'null'), 'malformed'],
    [raw(3, 0, '{a}'), 'malformed'],
    [raw(0, 0), 'malformed'],
    [Buffer.concat([raw(3, 0), Buffer.from([0x22, 0xff, 0x22])]), 'malformed'],
    [raw(65, 0), 'too-large'],
    [raw(2, 17), 'too-large'],
    [Buffer.from('Loading model…\n'), 'too-large'],
  ];
  for (const [bytes, code] of cases) {
    const decoder = createFrameDecoder(SMALL);
    assert.throws(() => decoder.write(bytes), { name: 'WireError', code }, bytes.toString());
    assert.throws(() => decoder.write(encoded({ head: {}, bytes: new Uint8Array() })), { code });
    assert.throws(() => decoder.end(), { code });
  }
});

test('an end inside a frame is an error, at every place', () => {
  const bytes = encoded({ head: { a: 1 }, bytes: Uint8Array.of(1, 2, 3) });
  for (let length = 1; length < bytes.length; length += 1) {
    const decoder = createFrameDecoder();
    assert.deepEqual(decoder.write(bytes.subarray(0, length)), []);
    assert.throws(() => decoder.end(), { code: 'malformed' });
  }
});

test('what is too large is not sent', () => {
  assert.throws(() => encodeHead({ text: 'x'.repeat(64) }, 0, SMALL), { code: 'too-large' });
  assert.throws(() => encodeHead({}, 17, SMALL), { code: 'too-large' });
});

test('samples pass as bytes, at any place of a buffer; a broken sample is none', () => {
  const samples = Float32Array.of(0, 0.5, -1);
  const shifted = new Uint8Array(13);
  shifted.set(bytesOfSamples(samples.subarray(1)), 1);
  assert.deepEqual(samplesOfBytes(shifted.subarray(1, 9)), samples.subarray(1));
  assert.equal(samplesOfBytes(shifted.subarray(0, 7)), undefined);
});
