import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { createAutoSource } from '../../../src/engines/sources/auto.ts';
import { SOURCES } from '../../../src/engines/sources/index.ts';
import { bytesOf, init, whole } from './claude-lines.ts';
import { assertWellFormed, blocks, everyByte, joined, readAll, types } from './parts.ts';

const SAMPLES = new URL('../../fixtures/samples/', import.meta.url);
const EXPECTED: Record<string, string[]> = JSON.parse(readFileSync(new URL('EXPECTED.json', SAMPLES), 'utf8'));
const bytes = (text: string) => new TextEncoder().encode(text);
const prose = (text: string) => blocks(readAll(createAutoSource(), bytes(text)));

for (const name of ['claude-full.jsonl', 'claude-partial.jsonl', 'claude-real-partial.jsonl', 'noise-crlf.jsonl']) {
  test(`auto: knows ${name}, also a byte at a time`, () => {
    const sample = readFileSync(new URL(name, SAMPLES));
    const source = createAutoSource();
    const parts = readAll(source, sample);
    assert.equal(source.format, 'claude');
    assert.deepEqual(blocks(parts), EXPECTED[name]);
    assert.deepEqual(readAll(createAutoSource(), sample, everyByte(sample)), parts);
  });
}

const immediate: ReadonlyArray<readonly [name: string, text: string]> = [
  ['a sentence typed by hand', 'The build is green.\n'],
  ['a short word', 'Yes\n'],
  ['Japanese', 'ビルドが通りました。\n'],
  ['a heading', '# Result\n'],
  ['a list', '- one\n'],
  ['prose that begins with a word for trouble', 'Error handling was added.\n'],
  ['prose that streams without a line feed', 'The build is green and everything else is fine, so'],
  ['prose behind blank lines', '\n  \nThe build is green.\n'],
];

for (const [name, text] of immediate) {
  test(`auto: text comes out at once: ${name}`, () => {
    const source = createAutoSource();
    const parts = source.write(bytes(text));
    assert.deepEqual(blocks(parts), [text]);
    assert.equal(source.format, 'text');
  });
}

const noise: ReadonlyArray<readonly [name: string, line: string]> = [
  ['npm', 'npm warn Unknown user config "nodedir".'],
  ['npm in colour', '\u001b[33mnpm\u001b[39m \u001b[33mwarn\u001b[39m deprecated x@1.0.0'],
  ['Node', '(node:4121) ExperimentalWarning: SQLite is an experimental feature'],
  ['a script runner', '> shop@1.0.0 claude'],
  ['a log line', '[warn] slow start'],
  ['a number', '42'],
];

for (const [name, line] of noise) {
  test(`auto: a stream behind a line of ${name} is no text`, () => {
    const stream = bytesOf(line, '', init, whole('m', 'Hello.'));
    assert.deepEqual(blocks(readAll(createAutoSource(), stream)), ['Hello.']);
  });
}

test('auto: a greeting before a stream is prose, and the stream is still read as a stream', () => {
  const stream = bytesOf('Welcome to the agent.', init, whole('m', 'Hello.'));
  const parts = readAll(createAutoSource(), stream);
  assertWellFormed(parts);
  assert.deepEqual(blocks(parts), ['Welcome to the agent.\n', 'Hello.']);
  assert.deepEqual(joined(readAll(createAutoSource(), stream, everyByte(stream))), joined(parts));
});

test('auto: only noise is text at the end', () => {
  assert.deepEqual(prose('npm warn Unknown user config.\n'), ['npm warn Unknown user config.\n']);
});

test('auto: text that begins with a brace is text', () => {
  assert.deepEqual(prose('{ is how an object begins.\nYes.\n'), ['{ is how an object begins.\nYes.\n']);
  assert.deepEqual(prose('Look:\n{"a": 1}\nYes.\n'), ['Look:\n{"a": 1}\nYes.\n']);
  assert.deepEqual(prose('Look:\n{"a"'), ['Look:\n{"a"']);
});

test('auto: JSON of no known format is never said', () => {
  const parts = readAll(createAutoSource(), bytesOf({ kind: 'a', text: 'secret' }, { kind: 'b', text: 'secret' }));
  assert.deepEqual(types(parts), ['warning', 'ignored']);
  assert.ok(!JSON.stringify(parts).includes('secret'));
});

test('auto: nothing at all gives nothing', () => {
  assert.deepEqual(readAll(createAutoSource(), bytes('')), []);
  assert.deepEqual(prose('\n \n').join('').trim(), '');
});

test('auto: a first line that is very long is decided before its end', () => {
  const source = createAutoSource();
  const parts = source.write(bytes('word '.repeat(100_000)));
  assert.equal(blocks(parts).join('').length, 500_000);
});

test('auto: arbitrary bytes never throw, and give the same prose however they are cut', () => {
  const piece = fc.constantFrom('{', '}', '"a"', ':', '\n', 'npm warn x', 'word ', '語', '{"a":1}\n', '\u001b[1m');
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), fc.array(fc.nat(100)), (pieces, cuts) => {
      const input = bytes(pieces.join(''));
      const parts = readAll(createAutoSource(), input, cuts);
      assertWellFormed(parts);
      assert.deepEqual(joined(parts), joined(readAll(createAutoSource(), input)));
    }),
  );
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (input) => assertWellFormed(readAll(createAutoSource(), input))),
  );
});

test('sources: every name gives a reader that takes bytes and an end', () => {
  for (const [name, create] of Object.entries(SOURCES)) {
    const source = create();
    assert.equal(source.format, name);
    assertWellFormed([...source.write(bytes('Hello.\n')), ...source.end()]);
  }
});
