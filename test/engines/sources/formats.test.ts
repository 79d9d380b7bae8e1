import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blocks, ignored } from './parts.ts';
import { type Line, notices, read, reasons } from './read.ts';

test('codex: a message is said whole, an answer to a program never, troubles are notices', () => {
  const item = (id: string, type: string, more: Line): Line => ({
    type: 'item.completed',
    item: { id, type, ...more },
  });
  const parts = read('codex', [
    { type: 'thread.started', thread_id: 't' },
    item('item_0', 'error', { message: 'Rerouted.' }),
    { type: 'turn.started' },
    item('item_1', 'agent_message', { text: 'One.' }),
    item('item_2', 'agent_message', { text: '{"outcome":"allow"}' }),
    item('item_3', 'future', {}),
    { type: 'turn.failed', error: { message: 'No quota.' } },
  ]);
  assert.deepEqual(blocks(parts), ['One.']);
  assert.deepEqual(notices(parts), ['warning: Rerouted.', 'error: No quota.']);
  assert.deepEqual(ignored(parts), { 'structured-output': 1, 'item/future': 1 });
  assert.deepEqual(reasons(parts), ['failed']);
});

test('codex: ids begin anew in the next run of the program', () => {
  const run = (text: string): Line[] => [
    { type: 'thread.started', thread_id: text },
    { type: 'item.completed', item: { id: 'item_0', type: 'agent_message', text } },
  ];
  assert.deepEqual(blocks(read('codex', [...run('One.'), ...run('Two.')])), ['One.', 'Two.']);
});

test('codex: the app server streams, and its whole item repeats', () => {
  const parameters = { threadId: 't', turnId: 'u', itemId: 'i' };
  const lines = ['On', 'e.'].map((delta) => ({ method: 'item/agentMessage/delta', params: { ...parameters, delta } }));
  const done = {
    method: 'item/completed',
    params: { threadId: 't', item: { id: 'i', type: 'agentMessage', text: 'One.' } },
  };
  assert.deepEqual(blocks(read('auto', [...lines, done, { method: 'turn/completed', params: {} }])), ['One.']);
});

test('codex-rollout: whichever places a version writes, each message is said once, and the same words twice if said twice', () => {
  const at = (type: string, payload: Line): Line => ({ timestamp: '2026-01-01T00:00:00.000Z', type, payload });
  const event = (message: string) => at('event_msg', { type: 'agent_message', message });
  const item = (text: string) =>
    at('event_msg', { type: 'item_completed', item: { type: 'AgentMessage', content: [{ type: 'Text', text }] } });
  const response = (text: string) =>
    at('response_item', { type: 'message', role: 'assistant', content: [{ type: 'output_text', text }] });
  const end = (text: string) => at('event_msg', { type: 'task_complete', last_agent_message: text });
  const start = at('event_msg', { type: 'task_started' });
  const said = (...lines: Line[]) => blocks(read('codex-rollout', lines));
  assert.deepEqual(said(start, event('A'), response('A'), item('A'), end('A')), ['A']);
  assert.deepEqual(said(start, response('A'), response('B'), event('A'), event('B'), end('B')), ['A', 'B']);
  assert.deepEqual(said(start, event('A'), response('A'), event('A'), response('A'), end('A')), ['A', 'A']);
  assert.deepEqual(said(start, end('A'), start, end('A')), ['A', 'A']);
});

test('gemini: a tool ends the block; -o json gives its response', () => {
  const timestamp = '2026-01-01T00:00:00.000Z';
  const message = (content: string, more: Line = { delta: true }): Line => ({
    type: 'message',
    timestamp,
    role: 'assistant',
    content,
    ...more,
  });
  const parts = read('gemini', [
    message('One '),
    message('two.'),
    { type: 'tool_use', timestamp, tool_name: 'x', tool_id: 'x-1', parameters: {} },
    message('Three.'),
    message('Four.', {}),
    { type: 'result', timestamp, status: 'error', error: { message: 'Quota.' } },
  ]);
  assert.deepEqual(blocks(parts), ['One two.', 'Three.', 'Four.']);
  assert.deepEqual(notices(parts), ['error: Quota.']);
  assert.deepEqual(blocks(read('auto', [JSON.stringify({ response: 'One.', stats: {} }, null, 2)])), ['One.']);
});

const bus = (type: string, properties: Line): Line => ({
  id: 'e',
  type,
  properties: { sessionID: 'root', ...properties },
});
const role = (id: string, role_: string, sessionID = 'root') =>
  bus('message.updated', { sessionID, info: { id, sessionID, role: role_ } });
const part = (id: string, messageID: string, text: string, more: Line = {}) =>
  bus('message.part.updated', { part: { id, messageID, sessionID: 'root', type: 'text', text, ...more } });
const busDelta = (partID: string, messageID: string, delta: string) =>
  bus('message.part.delta', { partID, messageID, field: 'text', delta });

test('opencode server: text is said once it is known whose it is', () => {
  const late = [
    busDelta('p', 'm', 'On'),
    part('p', 'm', ''),
    busDelta('p', 'm', 'e.'),
    role('m', 'assistant'),
    busDelta('p', 'm', ' Two.'),
  ];
  assert.deepEqual(blocks(read('opencode', late)), ['One. Two.']);
  assert.deepEqual(blocks(read('opencode', [part('p', 'm', 'Echo.'), role('m', 'user')])), []);
  const old = [role('m', 'assistant'), part('p', 'm', 'One.'), part('p', 'm', 'One. Two.', { time: { end: 1 } })];
  assert.deepEqual(blocks(read('opencode', old)), ['One. Two.']);
  assert.deepEqual(
    blocks(read('opencode', [role('m', 'assistant'), part('p', 'm', 'Made up.', { synthetic: true })])),
    [],
  );
});

test('opencode server: sessions that another session started are silent', () => {
  const child = (type: string, properties: Line) => bus(type, { ...properties, sessionID: 'child' });
  const lines = [
    bus('session.created', { info: { id: 'root' } }),
    child('session.created', { info: { id: 'child', parentID: 'root' } }),
    role('m', 'assistant', 'child'),
    child('message.part.updated', { part: { id: 'p', messageID: 'm', type: 'text', text: 'Sub.' } }),
    role('n', 'assistant'),
    part('q', 'n', 'Main.'),
    bus('session.idle', {}),
  ];
  assert.deepEqual(blocks(read('opencode', lines)), ['Main.']);
  assert.deepEqual(blocks(read('opencode', lines, { subagents: true })), ['Sub.', 'Main.']);
});

const cursor = (text: string, more: Line = {}): Line => ({
  type: 'assistant',
  message: { role: 'assistant', content: [{ type: 'text', text }] },
  session_id: 's',
  ...more,
});

test('cursor: equal pieces are all said, repeats never', () => {
  const laugh = [1, 2].map((timestamp_ms) => cursor('ha', { timestamp_ms }));
  assert.deepEqual(
    blocks(read('cursor', [...laugh, cursor('haha', { timestamp_ms: 3, model_call_id: 'c' }), cursor('haha')])),
    ['haha'],
  );
  assert.deepEqual(
    blocks(read('cursor', [cursor('One.'), cursor('One.')])),
    ['One.', 'One.'],
    'without partial output',
  );
  const result = { type: 'result', subtype: 'success', is_error: false, result: 'One.', session_id: 's' };
  assert.deepEqual(blocks(read('cursor', [cursor('One.'), result, result])), ['One.', 'One.']);
});

test('copilot: subagents are silent unless asked for', () => {
  const lines = [
    { type: 'assistant.message', data: { messageId: 'a', content: 'Sub.', parentToolCallId: 'c' } },
    { type: 'assistant.message', data: { messageId: 'b', content: 'Sub.' }, agentId: 'x' },
    { type: 'assistant.message_delta', data: { messageId: 'm', deltaContent: 'One.' } },
    { type: 'assistant.message', data: { messageId: 'm', content: '' } },
    { type: 'session.error', data: { message: 'Quota.' } },
    { type: 'future.event', data: {} },
  ];
  const parts = read('copilot', lines);
  assert.deepEqual(blocks(parts), ['One.']);
  assert.deepEqual(notices(parts), ['error: Quota.']);
  assert.deepEqual(ignored(parts), { 'future.event': 1 });
  assert.deepEqual(blocks(read('copilot', lines, { subagents: true })), ['Sub.', 'Sub.', 'One.']);
});

const update = (value: Line): Line => ({
  jsonrpc: '2.0',
  method: 'session/update',
  params: { sessionId: 's', update: value },
});
const say = (text: string, messageId?: string) =>
  update({
    sessionUpdate: 'agent_message_chunk',
    content: { type: 'text', text },
    ...(messageId ? { messageId } : {}),
  });

test('acp: version 1 without ids, version 2 with its whole message', () => {
  const tool = update({ sessionUpdate: 'tool_call', toolCallId: 'c', title: 'x' });
  const aside = update({ sessionUpdate: 'usage_update', used: 1 });
  assert.deepEqual(blocks(read('acp', [say('One '), aside, say('two.'), tool, say('Three.')])), ['One two.', 'Three.']);
  const full = update({
    sessionUpdate: 'agent_message',
    messageId: 'm',
    content: [{ type: 'text', text: 'One. Two.' }],
  });
  assert.deepEqual(blocks(read('acp', [say('One.', 'm'), full])), ['One. Two.']);
  const resource = update({
    sessionUpdate: 'agent_message_chunk',
    content: { type: 'resource_link', uri: 'x', name: 'secret' },
  });
  assert.deepEqual(blocks(read('acp', [resource])), []);
});

test('acp: a loaded history is silent, permission is a notice', () => {
  const lines = [
    { jsonrpc: '2.0', id: 7, method: 'session/load', params: { sessionId: 's' } },
    say('Old.'),
    { jsonrpc: '2.0', id: 7, result: null },
    {
      jsonrpc: '2.0',
      id: 8,
      method: 'session/request_permission',
      params: { sessionId: 's', toolCall: { title: 'Run tests' } },
    },
    say('New.'),
  ];
  const parts = read('acp', lines);
  assert.deepEqual(blocks(parts), ['New.']);
  assert.deepEqual(notices(parts), ['permission: Permission is needed: Run tests']);
});
