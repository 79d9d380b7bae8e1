import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createHookSource } from '../../../src/engines/sources/hook.ts';
import type { SourceOptions } from '../../../src/engines/sources/json-source.ts';
import type { SourcePart } from '../../../src/spec/parts.ts';
import { assertWellFormed, blocks, ignored, readAll } from './parts.ts';

type Payload = Record<string, unknown>;

const payload = (hook_event_name: string, fields: Payload = {}): Payload => ({
  session_id: 's',
  transcript_path: '/t.jsonl',
  cwd: '/p',
  prompt_id: 'p1',
  hook_event_name,
  ...fields,
});
const display = (message_id: string, index: number, delta: string, final = false, more: Payload = {}): Payload =>
  payload('MessageDisplay', { turn_id: 't', message_id, index, final, delta, ...more });
const stop = (last_assistant_message: string, more: Payload = {}): Payload =>
  payload('Stop', { stop_hook_active: false, last_assistant_message, ...more });
const prompt = (prompt_id: string): Payload => payload('UserPromptSubmit', { prompt_id, prompt: 'secret' });

function read(payloads: readonly Payload[], options: SourceOptions = {}): SourcePart[] {
  const text = payloads.map((value) => `${JSON.stringify(value)}\n`).join('');
  const parts = readAll(createHookSource(options), new TextEncoder().encode(text));
  assertWellFormed(parts);
  return parts;
}

const notices = (parts: readonly SourcePart[]) =>
  parts.flatMap((part) => (part.type === 'notice' ? [[part.kind, part.text]] : []));

const proxied = (message_id: string, index: number, delta: string, final = false): Payload => ({
  ...{ session_id: 's', via: 'proxy', hook_event_name: 'MessageDisplay' },
  ...{ message_id, index, final, delta },
});

const orders: ReadonlyArray<readonly [name: string, payloads: readonly Payload[], expected: readonly string[]]> = [
  [
    'what the proxy heard, shown by the agent as well',
    [
      proxied('m#1', 0, 'One. '),
      display('a', 0, 'One. Two.', true),
      proxied('m#1', 1, 'Two.', true),
      stop('One. Two.'),
    ],
    ['One. Two.'],
  ],
  [
    'what the agent showed before the proxy was heard',
    [display('a', 0, 'One. T'), proxied('m#1', 0, 'One'), proxied('m#1', 1, '. Two.'), proxied('m#1', 2, '', true)],
    ['One. Two.'],
  ],
  [
    'what the agent showed whole before the proxy was heard',
    [display('a', 0, 'One.', true), proxied('m#1', 0, 'One.', true), proxied('m#2', 0, 'One.', true)],
    ['One.', 'One.'],
  ],
  [
    'another text than the agent showed before the proxy was heard',
    [display('a', 0, 'One.'), proxied('m#1', 0, 'On'), proxied('m#1', 1, 'ly.', true)],
    ['One.', 'Only.'],
  ],
  [
    'what the proxy could not read comes with Stop',
    [proxied('m#1', 0, 'One.', true), display('a', 0, 'One.', true), display('b', 0, 'Two.', true), stop('Two.')],
    ['One.', 'Two.'],
  ],
  [
    'a connection that closed, and the next try',
    [
      proxied('m#1', 0, 'One. Tw'),
      payload('ConnectionClosed', { via: 'proxy' }),
      proxied('n#2', 0, 'One. '),
      proxied('n#2', 1, 'Two.', true),
      stop('One. Two.'),
    ],
    ['One. Tw', 'One. Two.'],
  ],
  ['pieces, then Stop', [display('a', 0, 'One.\n'), display('a', 1, 'Two.', true), stop('One.\nTwo.')], ['One.\nTwo.']],
  [
    'Stop among the pieces',
    [display('a', 0, 'One.\n'), stop('One.\nTwo.'), display('a', 1, 'Two.', true)],
    ['One.\nTwo.'],
  ],
  [
    'Stop before all pieces',
    [stop('One.\nTwo.'), display('a', 0, 'One.\n'), display('a', 1, 'Two.', true)],
    ['One.\nTwo.'],
  ],
  ['Stop without pieces', [stop('One.')], ['One.']],
  ['Stop that trims', [display('a', 0, '\nOne.\n\nTwo.\n', true), stop('One.\n\nTwo.')], ['\nOne.\n\nTwo.\n']],
  ['pieces out of order', [display('a', 1, 'Two.', true), display('a', 0, 'One.\n')], ['One.\nTwo.']],
  ['a piece that is lost', [display('a', 0, 'One.\n'), display('a', 2, 'Three.', true)], ['One.\nThree.']],
  [
    'a piece that is lost and Stop that has it',
    [display('a', 0, 'One.\n'), display('a', 2, 'Three.', true), stop('One.\nTwo.\nThree.')],
    ['One.\nTwo.\nThree.'],
  ],
  ['a piece that comes twice', [display('a', 0, 'One.'), display('a', 0, 'One.'), display('a', 1, '', true)], ['One.']],
  [
    'a message before a tool, then the last one',
    [display('a', 0, 'One.', true), display('b', 0, 'Two.', true), stop('Two.')],
    ['One.', 'Two.'],
  ],
  [
    'a last message that begins like the one before it',
    [display('a', 0, 'Done.', true), stop('Done. And tested.'), display('b', 0, 'Done. And tested.', true)],
    ['Done.', 'Done. And tested.'],
  ],
  [
    'the same words in the next turn',
    [
      stop('Done.'),
      prompt('p2'),
      display('b', 0, 'Done.', true, { prompt_id: 'p2' }),
      stop('Done.', { prompt_id: 'p2' }),
    ],
    ['Done.', 'Done.'],
  ],
  ['another text behind Stop', [stop('One.'), display('b', 0, 'Other', true)], ['One.', 'Other']],
];

for (const [name, payloads, expected] of orders) {
  test(`hook: said once: ${name}`, () => assert.deepEqual(blocks(read(payloads)), expected));
}

test('hook: pieces in any order, with Stop anywhere, are said once and in their order', () => {
  const lines = fc.array(fc.constantFrom('One.\n', '\n', '- two\n', 'Three four.\n', '```\n'), {
    minLength: 1,
    maxLength: 6,
  });
  fc.assert(
    fc.property(lines, fc.infiniteStream(fc.nat(1000)), (texts, order) => {
      const whole = texts.join('');
      const pieces = [
        ...texts.map((text, index) => display('a', index, text, index === texts.length - 1)),
        stop(whole),
      ];
      const shuffled = pieces
        .map((value) => ({ value, place: order.next().value }))
        .sort((a, b) => a.place - b.place)
        .map(({ value }) => value);
      assert.equal(blocks(read(shuffled)).join('').trim(), whole.trim());
    }),
  );
});

test('hook: sessions do not disturb each other', () => {
  const other = { session_id: 'other' };
  const parts = read([
    display('a', 0, 'One.\n'),
    display('x', 0, 'Other.', true, other),
    display('a', 1, 'Two.', true),
    stop('Other.', other),
    stop('One.\nTwo.'),
  ]);
  assert.deepEqual(blocks(parts), ['One.\n', 'Other.', 'Two.']);
});

test('hook: tools, prompts and subagents are silent', () => {
  const payloads = [
    payload('SessionStart', { source: 'startup' }),
    prompt('p1'),
    payload('PreToolUse', { tool_name: 'Bash', tool_input: { command: 'secret' } }),
    payload('PostToolUse', { tool_name: 'Bash', tool_response: { stdout: 'secret'.repeat(2000) } }),
    display('sub', 0, 'secret', true, { agent_id: 'x' }),
    payload('SubagentStop', { agent_id: 'x', last_assistant_message: 'secret' }),
    payload('FutureEvent', { message: 'secret' }),
    stop('Done.'),
  ];
  const parts = read(payloads);
  assert.deepEqual(blocks(parts), ['Done.']);
  assert.ok(!JSON.stringify(parts).includes('secret'));
  assert.deepEqual(ignored(parts), { FutureEvent: 1 });
  assert.deepEqual(blocks(read(payloads, { subagents: true })), ['secret', 'Done.']);
});

test('hook: notices are told as notices and never as prose', () => {
  const parts = read([
    payload('Notification', { message: 'Claude needs your permission.', notification_type: 'permission_prompt' }),
    payload('PermissionRequest', { tool_name: 'Bash', tool_input: { command: 'rm -rf /' } }),
    payload('StopFailure', { error: 'overloaded', last_assistant_message: 'API Error: 529' }),
  ]);
  assert.deepEqual(blocks(parts), []);
  assert.deepEqual(notices(parts), [
    ['permission_prompt', 'Claude needs your permission.'],
    ['permission', 'Permission is needed to use Bash.'],
    ['error', 'API Error: 529'],
  ]);
});

test('hook: Codex and Gemini', () => {
  const codex = {
    session_id: 'c',
    turn_id: 't1',
    model: 'gpt-6',
    hook_event_name: 'Stop',
    last_assistant_message: 'One.',
  };
  assert.deepEqual(blocks(read([codex, { ...codex, turn_id: 't2', last_assistant_message: null }])), ['One.']);
  const gemini = (hook_event_name: string, fields: Payload) => ({
    session_id: 'g',
    hook_event_name,
    timestamp: 'x',
    ...fields,
  });
  const chunk = (parts: unknown[]) => ({ llm_response: { candidates: [{ content: { role: 'model', parts } }] } });
  const after = gemini('AfterAgent', { prompt: 'secret', prompt_response: 'One. Two.' });
  assert.deepEqual(blocks(read([after])), ['One. Two.']);
  const chunks = [
    gemini('AfterModel', chunk(['One. '])),
    gemini('AfterModel', chunk([{ text: 'secret', thought: true }, 'Two.'])),
  ];
  assert.deepEqual(blocks(read([...chunks, after])), ['One. Two.']);
});

test('hook: a payload printed over several lines, alone, twice, and behind a broken one', () => {
  const printed = JSON.stringify(stop('One.\n{ not the end }'), null, 2);
  const source = (text: string) => blocks(readAll(createHookSource(), new TextEncoder().encode(text)));
  assert.deepEqual(source(printed), ['One.\n{ not the end }']);
  assert.deepEqual(source(`${printed}\n${JSON.stringify(display('b', 0, 'Two.', true), null, '\t')}`), [
    'One.\n{ not the end }',
    'Two.',
  ]);
  const broken = printed.split('\n').slice(0, 3).join('\n');
  assert.deepEqual(source(`${broken}\n${JSON.stringify(stop('Two.'))}\n`), ['Two.']);
});

test('what was not finished when a connection closed is taken back', () => {
  const parts = read([proxied('m#1', 0, 'One.'), payload('ConnectionClosed', { via: 'proxy' }), prompt('p2')]);
  assert.ok(parts.some(({ type }) => type === 'abort'));
});

test("Cursor's messages, each whole", () => {
  const cursor = (hook_event_name: string, fields: Payload) => ({
    ...{ conversation_id: 'c', generation_id: 'g', hook_event_name },
    ...fields,
  });
  const parts = read([
    cursor('beforeSubmitPrompt', { prompt: 'secret' }),
    cursor('afterAgentResponse', { text: 'One.' }),
    cursor('afterAgentResponse', { text: 'Two.' }),
    cursor('stop', { status: 'completed' }),
  ]);
  assert.deepEqual(blocks(parts), ['One.', 'Two.']);
  assert.deepEqual(parts[0], { type: 'session', sessionId: 'c' });
});

test('what the model says by our own tool is not said again in that turn', () => {
  const parts = read([
    display('a', 0, 'Before.', true),
    payload('PreToolUse', { tool_name: 'Bash' }),
    display('b', 0, 'Between.', true),
    payload('PreToolUse', { tool_name: 'mcp__plugin_stream-tts_stream-tts__speak', tool_input: { text: 'Done.' } }),
    display('c', 0, 'I said that it is done.', true),
    stop('I said that it is done.'),
    prompt('p2'),
    display('d', 0, 'After.', true, { prompt_id: 'p2' }),
  ]);
  assert.deepEqual(blocks(parts), ['Before.', 'Between.', 'After.']);
});
