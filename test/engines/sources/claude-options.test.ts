import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blocks, ignored } from './parts.ts';
import { type Line, notices, read } from './read.ts';

const transcript = (uuid: string, content: Line | string, more: Line = {}): Line => ({
  parentUuid: null,
  isSidechain: false,
  type: 'assistant',
  message: { id: 'm', model: 'x', content: [typeof content === 'string' ? { type: 'text', text: content } : content] },
  uuid,
  sessionId: 's',
  ...more,
});
const NARRATION = 'Ei4KIAgQGAIqBGFiY2QyDWNsYXVkZS1vcHVzLTVCCW5hcnJhdGlvbg==';
const THINKING = 'Ei4KIAgQGAIqBGFiY2QyDWNsYXVkZS1vcHVzLTVCCHRoaW5raW5n';

test('claude-transcript: a line that comes again is said once, equal blocks of two lines twice', () => {
  const lines = [transcript('a', 'One.'), transcript('b', 'One.'), transcript('a', 'One.')];
  assert.deepEqual(blocks(read('claude-transcript', lines)), ['One.', 'One.']);
});

test('claude-transcript: subagents and narration only where they are asked for, errors as notices', () => {
  const lines = [
    transcript('a', 'Side.', { isSidechain: true }),
    transcript('b', 'Agent.', { agentId: 'x' }),
    transcript('c', { type: 'thinking', thinking: 'Narrated.', signature: NARRATION }),
    transcript('d', { type: 'thinking', thinking: 'Thought.', signature: THINKING }),
    transcript('e', 'API Error', { isApiErrorMessage: true }),
    { type: 'future', sessionId: 's' },
  ];
  const parts = read('claude-transcript', lines);
  assert.deepEqual(blocks(parts), []);
  assert.deepEqual(notices(parts), ['error: API Error']);
  assert.deepEqual(ignored(parts), { future: 1 });
  assert.deepEqual(blocks(read('claude-transcript', lines, { subagents: true, narration: true })), [
    'Side.',
    'Agent.',
    'Narrated.',
  ]);
});

const ids = { session_id: 's', parent_tool_use_id: null, uuid: 'u' };
const streamed = (event: Line, more: Line = {}): Line => ({ type: 'stream_event', event, ...ids, ...more });
const piece = (index: number, delta: Line) => streamed({ type: 'content_block_delta', index, delta });
const whole = (id: string, content: Line, more: Line = {}): Line => ({
  type: 'assistant',
  message: { id, model: 'x', content: [content] },
  ...ids,
  ...more,
});

test('claude: narration is said where it is asked for, once, streamed or whole; thinking never', () => {
  const thinking = { type: 'thinking', thinking: 'I will look.', signature: NARRATION };
  const secret = { type: 'thinking', thinking: 'Secret.', signature: THINKING };
  const stream = [
    streamed({ type: 'message_start', message: { id: 'm' } }),
    streamed({ type: 'content_block_start', index: 0, content_block: { type: 'thinking' } }),
    piece(0, { type: 'thinking_delta', thinking: 'I will look.' }),
    piece(0, { type: 'signature_delta', signature: NARRATION }),
    whole('m', thinking),
    streamed({ type: 'content_block_stop', index: 0 }),
    whole('m', secret),
  ];
  assert.deepEqual(blocks(read('claude', stream)), []);
  assert.deepEqual(blocks(read('claude', stream, { narration: true })), ['I will look.']);
  assert.deepEqual(blocks(read('claude', [whole('m', thinking), whole('m', secret)], { narration: true })), [
    'I will look.',
  ]);
});

test('claude: what subagents say is said where it is asked for, between the blocks of the main session', () => {
  const lines = [
    streamed({ type: 'message_start', message: { id: 'm' } }),
    piece(0, { type: 'text_delta', text: 'One ' }),
    whole('sub', { type: 'text', text: 'Sub.' }, { parent_tool_use_id: 't' }),
    piece(0, { type: 'text_delta', text: 'two.' }),
    streamed({ type: 'content_block_stop', index: 0 }),
  ];
  assert.deepEqual(blocks(read('claude', lines)), ['One two.']);
  assert.deepEqual(blocks(read('claude', lines, { subagents: true })), ['One two.', 'Sub.']);
});

test('claude: only what was said can be superseded or retracted', () => {
  const text = (words: string) => ({ type: 'text', text: words });
  const aborts = (lines: Line[]) => read('claude', lines).filter(({ type }) => type === 'abort').length;
  const first = whole('a', text('One.'), { uuid: 'line-a' });
  assert.equal(aborts([first, whole('b', text('Two.'), { uuid: 'line-b', supersedes: ['line-a'] })]), 1);
  assert.equal(aborts([first, whole('b', text('Two.'), { uuid: 'line-b', supersedes: ['line-x'] })]), 0);
  const refusal = { type: 'system', subtype: 'model_refusal_fallback', ...ids };
  assert.equal(aborts([first, { ...refusal, retracted_message_uuids: ['line-a'] }]), 1);
  assert.equal(aborts([first, { ...refusal, retracted_message_uuids: ['line-x'] }]), 0);
});

test('claude: errors and refused limits are notices', () => {
  const parts = read('claude', [
    { type: 'rate_limit_event', rate_limit_info: { status: 'rejected' }, ...ids },
    { type: 'result', subtype: 'error_max_turns', is_error: true, errors: ['Too many turns.'], ...ids },
  ]);
  assert.deepEqual(notices(parts), ['rate-limit: The rate limit is reached.', 'error: Too many turns.']);
});

test('claude: a whole answer of --output-format json, also as a list', () => {
  const result = { type: 'result', subtype: 'success', is_error: false, result: 'Done.', ...ids };
  assert.deepEqual(blocks(read('auto', [result])), ['Done.']);
  assert.deepEqual(blocks(read('auto', [JSON.stringify([{ type: 'system', subtype: 'init', ...ids }, result])])), [
    'Done.',
  ]);
});

test('amp: text and tool in one line', () => {
  const line = whole('m', { type: 'text', text: 'One.' }, { session_id: 'T-1', uuid: undefined });
  assert.deepEqual(blocks(read('auto', [line])), ['One.']);
});
