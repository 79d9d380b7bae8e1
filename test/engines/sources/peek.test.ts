import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createClaudeSource } from '../../../src/engines/sources/claude.ts';
import { SOURCES } from '../../../src/engines/sources/index.ts';
import { isQuiet } from '../../../src/engines/sources/peek.ts';
import { bytesOf, init, whole } from './claude-lines.ts';
import { blocks, readAll } from './parts.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

/** The fields that a glance sees, in order. */
function fields(text: string): string[] {
  const seen: string[] = [];
  isQuiet(bytes(text), (path, value) => {
    seen.push(`${path}=${value}`);
    return undefined;
  });
  return seen;
}

test('peek: fields are seen with their places, whatever stands in strings', () => {
  const line = {
    a: 'x "y" {\\',
    n: 1,
    b: { type: 't', list: [{ type: 'u' }, 'v', ['w']] },
    c: true,
    d: 'z',
    long: 'l'.repeat(200),
  };
  assert.deepEqual(fields(JSON.stringify(line)), [
    'a=x \\"y\\" {\\\\',
    'b.type=t',
    'b.list[].type=u',
    'b.list[]=v',
    'b.list[][]=w',
    'd=z',
    'long=',
  ]);
  assert.deepEqual(fields('data: {"a" : "b"}'), ['a=b']);
  assert.deepEqual(fields('\ufeff{"a":"b"}'), ['a=b']);
  assert.deepEqual(fields('  {"a":"b"}'), [], 'an indented object may be a piece of a larger one');
});

test('peek: any bytes end, and a line is quiet only where the glance says so', () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (any) => !isQuiet(any, () => undefined)));
  fc.assert(fc.property(fc.json(), (json) => !isQuiet(bytes(json), () => 'read')));
});

test('peek: what a line is not read for is what reading it would not have said', () => {
  const text = { type: 'text', text: 'Heard.' };
  const value = fc.oneof(fc.constant('user'), fc.constant('assistant'), fc.constant(text), fc.constant([text]));
  const line = fc.dictionary(fc.constantFrom('type', 'role', 'message', 'content', 'item', 'payload', 'part'), value);
  fc.assert(
    fc.property(line, fc.constantFrom('claude', 'codex', 'gemini', 'copilot', 'opencode'), (object, format) => {
      const read = (lines: string) => blocks(readAll(SOURCES[format as 'claude'](), bytes(lines)));
      // A leading space keeps a line from being judged by its beginning.
      assert.deepEqual(read(`${JSON.stringify(object)}\n`), read(` ${JSON.stringify(object)}\n`));
    }),
  );
});

test('peek: a tool result of 40 MB is passed over in silence, prose of 40 MB is lost with one warning', () => {
  const source = createClaudeSource();
  const block = new Uint8Array(1024 * 1024).fill(120);
  const parts = [...source.write(bytesOf(init))];
  const big = (begin: string) => {
    parts.push(...source.write(bytes(begin)));
    for (let i = 0; i < 40; i += 1) parts.push(...source.write(block));
    parts.push(...source.write(bytes('"}\n')));
  };
  big('{"type":"user","message":{"role":"user","content":"');
  assert.ok(!parts.some(({ type }) => type === 'warning'));
  big('{"type":"assistant","message":{"content":"');
  parts.push(...source.write(bytesOf(whole('m', 'After.'))), ...source.end());
  assert.equal(parts.filter(({ type }) => type === 'warning').length, 1);
  assert.deepEqual(blocks(parts), ['After.']);
});

test('auto: a tool result of many megabytes before anything that tells the format is passed over', () => {
  const source = SOURCES.auto();
  const parts = [...source.write(bytes('{"message":{"content":"'))];
  for (let i = 0; i < 10; i += 1) parts.push(...source.write(new Uint8Array(1024 * 1024).fill(120)));
  parts.push(...source.write(bytes('"}}\n')), ...source.write(bytesOf(whole('m', 'After.'))), ...source.end());
  assert.deepEqual(blocks(parts), ['After.']);
});

test('claude: a line nested very deep is no trouble', () => {
  const deep = `{"type":"assistant","session_id":"s","message":{"id":"m","content":[{"type":"tool_use","input":{"a":${'['.repeat(5000)}${']'.repeat(5000)}}},{"type":"text","text":"One."}]}}\n`;
  assert.deepEqual(blocks(readAll(createClaudeSource(), bytes(deep))), ['One.']);
});
