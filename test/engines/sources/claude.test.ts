import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { createClaudeSource } from '../../../src/engines/sources/claude.ts';
import type { SourcePart } from '../../../src/spec/parts.ts';
import {
  blockStart,
  blockStop,
  bytesOf,
  delta,
  event,
  init,
  type Line,
  result,
  start,
  stop,
  system,
  whole,
} from './claude-lines.ts';
import { assertWellFormed, blocks, everyByte, ignored, joined, readAll, types } from './parts.ts';

const SAMPLES = new URL('../../fixtures/samples/', import.meta.url);
const EXPECTED: Record<string, string[]> = JSON.parse(readFileSync(new URL('EXPECTED.json', SAMPLES), 'utf8'));
const NAMES = ['claude-full.jsonl', 'claude-partial.jsonl', 'claude-real-partial.jsonl', 'noise-crlf.jsonl'];

function read(...lines: ReadonlyArray<Line | string>): SourcePart[] {
  const parts = readAll(createClaudeSource(), bytesOf(...lines));
  assertWellFormed(parts);
  return parts;
}

for (const name of NAMES) {
  const bytes = readFileSync(new URL(name, SAMPLES));

  test(`claude: ${name} gives exactly the blocks to be spoken`, () => {
    const parts = readAll(createClaudeSource(), bytes);
    assertWellFormed(parts);
    assert.deepEqual(blocks(parts), EXPECTED[name]);
  });

  test(`claude: ${name} gives the same parts however it is cut`, () => {
    const expected = readAll(createClaudeSource(), bytes);
    assert.deepEqual(readAll(createClaudeSource(), bytes, everyByte(bytes)), expected);
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 12 }), (cuts) => {
        assert.deepEqual(readAll(createClaudeSource(), bytes, cuts), expected);
      }),
      { numRuns: 20 },
    );
  });
}

const orders: ReadonlyArray<readonly [name: string, lines: readonly Line[], expected: readonly string[]]> = [
  [
    'deltas, whole line, block stop, as measured',
    [start('m'), blockStart(0), delta(0, 'One. '), delta(0, 'Two.'), whole('m', 'One. Two.'), blockStop(0), stop],
    ['One. Two.'],
  ],
  [
    'deltas, block stop, message stop, whole line, as documented',
    [start('m'), blockStart(0), delta(0, 'One. '), delta(0, 'Two.'), blockStop(0), stop, whole('m', 'One. Two.')],
    ['One. Two.'],
  ],
  ['a whole line before its deltas', [whole('m', 'One.'), start('m'), delta(0, 'On'), delta(0, 'e.'), stop], ['One.']],
  ['deltas that were lost', [start('m'), delta(0, 'One. '), whole('m', 'One. Two.'), blockStop(0)], ['One. Two.']],
  [
    'two equal blocks',
    [start('m'), delta(0, 'Yes.'), blockStop(0), delta(1, 'Yes.'), whole('m', 'Yes.'), whole('m', 'Yes.')],
    ['Yes.', 'Yes.'],
  ],
  ['two equal whole lines without deltas', [whole('m', 'Yes.'), whole('m', 'Yes.')], ['Yes.', 'Yes.']],
  [
    'the same words in another message',
    [start('a'), delta(0, 'Yes.'), stop, whole('a', 'Yes.'), whole('b', 'Yes.')],
    ['Yes.', 'Yes.'],
  ],
  [
    'one message streamed, the next one not',
    [start('a'), delta(0, 'One.'), whole('a', 'One.'), stop, whole('b', 'Two.')],
    ['One.', 'Two.'],
  ],
  [
    'several blocks in one line',
    [
      whole('m', [
        { type: 'text', text: 'One.' },
        { type: 'thinking', thinking: 'hm' },
        { type: 'text', text: 'Two.' },
      ]),
    ],
    ['One.', 'Two.'],
  ],
  ['a stream that is joined in its middle', [delta(0, 'One.'), whole('m', 'One.'), blockStop(0)], ['One.']],
  [
    'a block that begins with text',
    [
      start('m'),
      event({ type: 'content_block_start', index: 0, content_block: { type: 'text', text: 'O' } }),
      delta(0, 'ne.'),
      whole('m', 'One.'),
    ],
    ['One.'],
  ],
  [
    'an attempt that is repeated under its id',
    [start('m'), delta(0, 'One. T'), start('m'), delta(0, 'One.'), delta(0, ' Two.'), whole('m', 'One. Two.')],
    ['One. T', 'wo.'],
  ],
  [
    'an attempt under its id with other words',
    [start('m'), delta(0, 'One.'), start('m'), delta(0, 'On'), delta(0, 'ly.'), whole('m', 'Only.')],
    ['One.', 'Only.'],
  ],
  [
    'an attempt under its id whose whole line has other words',
    [start('m'), delta(0, 'One.'), start('m'), delta(0, 'O'), whole('m', 'Only then.')],
    ['One.', 'Only then.'],
  ],
];

for (const [name, lines, expected] of orders) {
  test(`claude: said once: ${name}`, () => {
    const parts = read(init, ...lines, result(expected.at(-1) ?? ''));
    assert.deepEqual(blocks(parts), expected);
  });
}

const silent: ReadonlyArray<readonly [name: string, line: Line]> = [
  ['thinking', whole('m', [{ type: 'thinking', thinking: 'secret' }])],
  ['tool input', whole('m', [{ type: 'tool_use', id: 't', name: 'Bash', input: { command: 'secret' } }])],
  ['a tool result', { type: 'user', message: { role: 'user', content: [{ type: 'tool_result', content: 'secret' }] } }],
  ['a typed prompt', { type: 'user', message: { role: 'user', content: 'secret' }, isReplay: true }],
  ['the words of a subagent', whole('m', 'secret', { parent_tool_use_id: 'toolu_1' })],
  [
    'a stream of a subagent',
    event(
      { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'secret' } },
      { parent_tool_use_id: 't' },
    ),
  ],
  [
    'thinking deltas',
    event({ type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'secret' } }),
  ],
  [
    'input deltas',
    event({ type: 'content_block_delta', index: 0, delta: { type: 'input_json_delta', partial_json: 'secret' } }),
  ],
  ['an API error', whole('m', 'secret', { error: 'rate_limit' })],
  ['a hook', system('hook_response', { stdout: 'secret', output: 'secret' })],
  ['a slash command', system('local_command_output', { content: 'secret' })],
  ['a type of the future', { type: 'assistant_v2', message: { content: [{ type: 'text', text: 'secret' }] } }],
  ['a block of the future', whole('m', [{ type: 'text_v2', text: 'secret' }])],
];

for (const [name, line] of silent) {
  test(`claude: never said: ${name}`, () => {
    const parts = read(init, whole('a', 'Before.'), line, whole('b', 'After.'), result('After.'));
    assert.deepEqual(blocks(parts), ['Before.', 'After.']);
    assert.ok(!JSON.stringify(parts.filter(({ type }) => type !== 'notice')).includes('secret'));
  });
}

test('claude: a synthetic message is not said, and neither is the result that repeats it', () => {
  const synthetic = whole('m', 'No response requested.');
  const message = { ...(synthetic.message as Line), model: '<synthetic>' };
  assert.deepEqual(blocks(read(init, { ...synthetic, message }, result('No response requested.'))), []);
});

test('claude: the result is said only where the turn had no text, and never as an error', () => {
  assert.deepEqual(blocks(read(init, result('All done.'))), ['All done.']);
  assert.deepEqual(blocks(read(init, result('API Error: 529', { is_error: true }))), []);
  assert.deepEqual(blocks(read(init, whole('m', 'One.'), result('Something else.'))), ['One.']);
  assert.deepEqual(blocks(read(init, whole('m', 'One.'), result('One.'), init, result('Two.'))), ['One.', 'Two.']);
});

test('claude: turns begin and end, and the session is told when it changes', () => {
  const parts = read(
    init,
    whole('a', 'One.'),
    result('One.'),
    init,
    whole('b', 'Two.'),
    result('Two.', { subtype: 'error_max_turns' }),
  );
  assert.deepEqual(types(parts), [
    ...['session', 'turn-start', 'text-start', 'text-delta', 'text-end', 'turn-end'],
    ...['turn-start', 'text-start', 'text-delta', 'text-end', 'turn-end'],
  ]);
  assert.deepEqual(
    parts.flatMap((part) => (part.type === 'turn-end' ? [part.reason] : [])),
    ['success', 'error_max_turns'],
  );
  const other = read(init, { ...init, session_id: 'session-2' });
  assert.deepEqual(
    other.flatMap((part) => (part.type === 'session' ? [part.sessionId] : [])),
    ['session-1', 'session-2'],
  );
});

test('claude: what a late whole line adds is complete at once', () => {
  const source = createClaudeSource();
  source.write(bytesOf(init, start('m'), delta(0, 'One. '), blockStop(0), stop));
  assert.deepEqual(types(source.write(bytesOf(whole('m', 'One. Two.')))), ['text-start', 'text-delta', 'text-end']);
});

test('claude: a stream that breaks off ends its block and its turn', () => {
  const parts = read(init, start('m'), delta(0, 'Half a'));
  assert.deepEqual(types(parts).slice(-3), ['text-delta', 'text-end', 'turn-end']);
  assert.deepEqual(parts.at(-1), { type: 'turn-end', reason: 'end-of-input' });
});

const aborts: ReadonlyArray<readonly [reason: string, line: Line]> = [
  ['aborted', whole('m', 'Half a wo', { aborted: true })],
  ['api-retry', system('api_retry', { attempt: 1 })],
  ['conversation-reset', { type: 'conversation_reset', session_id: 'session-1' }],
  ['model-refusal', system('model_refusal_fallback', { content: 'secret' })],
];

for (const [reason, line] of aborts) {
  test(`claude: what was begun is taken back: ${reason}`, () => {
    const parts = read(
      init,
      start('m'),
      delta(0, 'Half a wo'),
      line,
      start('n'),
      delta(0, 'Whole.'),
      whole('n', 'Whole.'),
      stop,
    );
    const at = parts.findIndex((part) => part.type === 'abort');
    assert.deepEqual(parts[at], { type: 'abort', reason });
    assert.deepEqual(blocks(parts.slice(0, at)), ['Half a wo']);
    assert.deepEqual(blocks(parts.slice(at)), ['Whole.']);
  });
}

test('claude: a retry before a new message leaves the message before it alone', () => {
  const parts = read(
    init,
    start('m'),
    delta(0, 'One.'),
    whole('m', 'One.'),
    blockStop(0),
    stop,
    system('api_retry'),
    whole('n', 'Two.'),
  );
  assert.ok(!types(parts).includes('abort'));
  assert.deepEqual(blocks(parts), ['One.', 'Two.']);
});

test('claude: a retried attempt is said again under the same id', () => {
  const parts = read(
    init,
    start('m'),
    delta(0, 'One'),
    system('api_retry'),
    start('m'),
    delta(0, 'One.'),
    whole('m', 'One.'),
  );
  assert.deepEqual(blocks(parts), ['One', 'One.']);
});

test('claude: unknown things are counted at the end of the turn, each kind once', () => {
  const parts = read(
    init,
    { type: 'new_type' },
    { type: 'new_type' },
    system('new_subtype'),
    whole('m', [{ type: 'new_block' }]),
    event({ type: 'new_event' }),
    event({ type: 'content_block_delta', index: 0, delta: { type: 'new_delta' } }),
    '42',
    'null',
    '[]',
    'npm warn something',
    'not json either',
    result(''),
  );
  assert.deepEqual(ignored(parts), {
    new_type: 2,
    'system/new_subtype': 1,
    'block/new_block': 1,
    'event/new_event': 1,
    'delta/new_delta': 1,
    'not-an-object': 3,
    'not-json': 2,
  });
  assert.equal(types(parts).indexOf('ignored') < types(parts).indexOf('turn-end'), true);
  assert.deepEqual(
    parts.flatMap((part) => (part.type === 'warning' ? [part.code] : [])),
    ['not-json'],
  );
});

test('claude: half a line at the end is counted and nothing of it is said', () => {
  const bytes = bytesOf(
    init,
    whole('m', 'One.'),
    '{"type":"assistant","message":{"id":"n","content":[{"type":"text","text":"trunc',
  );
  const parts = readAll(createClaudeSource(), bytes.subarray(0, -1));
  assert.deepEqual(blocks(parts), ['One.']);
  assert.deepEqual(ignored(parts), { 'truncated-line': 1 });
});

test('claude: characters that nobody hears are told once', () => {
  const unspoken = (...lines: Line[]) =>
    read(init, ...lines).reduce((sum, part) => sum + (part.type === 'unspoken' ? part.characters : 0), 0);
  const input = { type: 'tool_use', id: 't', name: 'Bash', input: { a: 1 } };
  assert.equal(unspoken(whole('m', [{ type: 'thinking', thinking: 'abcde' }])), 5);
  assert.equal(unspoken(whole('m', [input])), '{"a":1}'.length);
  const thinking = event({ type: 'content_block_delta', index: 0, delta: { type: 'thinking_delta', thinking: 'abc' } });
  const json = event({
    type: 'content_block_delta',
    index: 1,
    delta: { type: 'input_json_delta', partial_json: '{"a":1}' },
  });
  assert.equal(
    unspoken(start('m'), thinking, json, whole('m', [{ type: 'thinking', thinking: 'abc' }]), whole('m', [input])),
    10,
  );
});

test('claude: times of lines are told, also those of lines that are not read', () => {
  const at = '2026-11-23T09:00:00.500Z';
  const user = { type: 'user', message: { role: 'user', content: 'x'.repeat(5000) }, session_id: 's', timestamp: at };
  const parts = read(whole('m', 'One.', { timestamp: at }), user, system('status', { timestamp: 'yesterday' }));
  const times = parts.flatMap((part) => (part.type === 'timestamp' ? [part.atMs] : []));
  assert.deepEqual(times, [Date.parse(at), Date.parse(at)]);
});

test('claude: a line of tool output over the limit is left out with a warning and the next one is read', () => {
  const source = createClaudeSource();
  const chunk = new Uint8Array(1024 * 1024).fill(120);
  const parts: SourcePart[] = [...source.write(bytesOf(init))];
  for (let i = 0; i < 65; i += 1) parts.push(...source.write(chunk));
  parts.push(...source.write(bytesOf('', whole('m', 'After.'))), ...source.end());
  assert.deepEqual(blocks(parts), ['After.']);
  assert.deepEqual(
    parts.flatMap((part) => (part.type === 'warning' ? [part.code] : [])),
    ['line-too-long'],
  );
});

test('claude: a type that stands last in its line is read all the same', () => {
  const { type, ...rest } = whole('m', 'One.');
  assert.deepEqual(blocks(read({ ...rest, type })), ['One.']);
  const quoted = whole('m', 'Look for "type":"user" in the file.');
  assert.deepEqual(blocks(read(quoted)), ['Look for "type":"user" in the file.']);
});

test('claude: arbitrary bytes and arbitrary JSON never throw and are never said', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.oneof(
          fc.uint8Array({ maxLength: 40 }),
          fc.json().map((json) => bytesOf(json)),
        ),
      ),
      (chunks) => {
        const source = createClaudeSource();
        const parts = [...chunks.flatMap((chunk) => source.write(chunk)), ...source.end()];
        assertWellFormed(parts);
        assert.deepEqual(blocks(parts), []);
      },
    ),
  );
});

test('claude: lines with wrong types in the right places never throw', () => {
  const value = fc.oneof(
    fc.constant(null),
    fc.integer(),
    fc.string(),
    fc.constant([]),
    fc.constant({}),
    fc.constant([null, 1, 'x']),
  );
  const line = fc.record({
    type: fc.constantFrom('assistant', 'stream_event', 'system', 'result'),
    subtype: fc.oneof(value, fc.constantFrom('init', 'api_retry', 'success')),
    message: fc.oneof(value, fc.record({ id: value, model: value, content: fc.oneof(value, fc.array(value)) })),
    event: fc.oneof(
      value,
      fc.record({
        type: fc.constantFrom('content_block_delta', 'message_start'),
        index: value,
        delta: value,
        message: value,
      }),
    ),
    result: value,
    timestamp: value,
    session_id: value,
  });
  fc.assert(
    fc.property(fc.array(line), (lines) => {
      const bytes = bytesOf(...lines);
      const parts = readAll(createClaudeSource(), bytes);
      assertWellFormed(parts);
      assert.deepEqual(joined(readAll(createClaudeSource(), bytes, everyByte(bytes))), joined(parts));
    }),
    { numRuns: 50 },
  );
});
