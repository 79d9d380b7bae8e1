import assert from 'node:assert/strict';
import { test } from 'node:test';
import { blocks } from './parts.ts';
import { type Line, notices, read } from './read.ts';

test('anthropic: one event a line, an error, and a whole answer', () => {
  const lines = [
    { type: 'message_start', message: { id: 'm' } },
    { type: 'content_block_start', index: 0, content_block: { type: 'text', text: '' } },
    { type: 'content_block_delta', index: 0, delta: { type: 'text_delta', text: 'One.' } },
    { type: 'content_block_stop', index: 0 },
    { type: 'message_stop' },
    { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } },
  ];
  const parts = read('auto', lines);
  assert.deepEqual(blocks(parts), ['One.']);
  assert.deepEqual(notices(parts), ['error: Overloaded']);
  const answer = {
    id: 'm',
    type: 'message',
    role: 'assistant',
    content: [{ type: 'text', text: 'One.' }],
    stop_reason: 'end_turn',
  };
  assert.deepEqual(blocks(read('auto', [JSON.stringify(answer, null, 2)])), ['One.']);
});

test('event streams: comments, several data lines, and prose that only looks like one', () => {
  const chunk = { id: 'c', object: 'chat.completion.chunk', choices: [{ index: 0, delta: { content: 'One.' } }] };
  const [first = '', ...rest] = JSON.stringify(chunk, null, 1).split('\n');
  const cut = [`data: ${first}`, ...rest.map((line) => `data:${line}`)];
  assert.deepEqual(blocks(read('auto', [': keep-alive', '', 'retry: 3', 'id: 1', ...cut, '', 'data: [DONE]'])), [
    'One.',
  ]);
  assert.deepEqual(blocks(read('auto', ['data: five rows were read.', 'All good.'])), [
    'data: five rows were read.\nAll good.\n',
  ]);
});

test('openai-chat: other choices, reasoning and tools are silent, a refusal is a notice', () => {
  const chunk = (choices: Line[]) => ({ id: 'c', object: 'chat.completion.chunk', model: 'x', choices });
  const parts = read('openai-chat', [
    chunk([{ index: 0, delta: { content: 'One.', reasoning: 'secret' } }]),
    chunk([{ index: 1, delta: { content: 'secret' } }]),
    chunk([{ index: 0, delta: { refusal: 'I can' } }]),
    chunk([{ index: 0, delta: { refusal: 'not.' }, finish_reason: 'stop' }]),
    'data: [DONE]',
  ]);
  assert.deepEqual(blocks(parts), ['One.']);
  assert.deepEqual(notices(parts), ['refusal: I cannot.']);
  const answer = {
    id: 'c',
    object: 'chat.completion',
    model: 'x',
    choices: [{ index: 0, message: { content: 'One.' }, finish_reason: 'stop' }],
  };
  assert.deepEqual(blocks(read('auto', [answer])), ['One.']);
});

test('openai-chat: a thought that stands in the answer is silent, however it is cut, and only at the beginning', () => {
  const said = (text: string, size: number): string[] => {
    const pieces = text.match(new RegExp(`.{1,${size}}`, 'gsu')) ?? [];
    const chunk = (content: string) => ({
      id: 'c',
      object: 'chat.completion.chunk',
      choices: [{ index: 0, delta: { content } }],
    });
    return blocks(read('openai-chat', pieces.map(chunk)));
  };
  for (const size of [1, 2, 3, 5, 100]) {
    assert.deepEqual(said('<think>\nsecret < thought\n</think>\n\nOne <think> two.', size), ['\n\nOne <think> two.']);
    assert.deepEqual(said('<think></think><think>b</think>One.', size), ['One.']);
    assert.deepEqual(said('<thin air>', size), ['<thin air>']);
    assert.deepEqual(said('<thi', size), ['<thi']);
    assert.deepEqual(said('<think>never closed', size), []);
  }
});

test('openai-responses: a text that came only whole is said, from whichever event has it first', () => {
  const content = [{ type: 'output_text', text: 'One.' }];
  const item = { id: 'i', type: 'message', role: 'assistant', content };
  const created = { type: 'response.created', response: { id: 'r' } };
  const done = { type: 'response.output_item.done', output_index: 3, item };
  const completed = { type: 'response.completed', response: { id: 'r', output: [item] } };
  for (const lines of [[created, done, completed], [created, completed], [done]]) {
    assert.deepEqual(blocks(read('auto', lines)), ['One.']);
  }
  const next = { ...created, response: { id: 'r2' } };
  assert.deepEqual(blocks(read('auto', [created, completed, next, completed])), ['One.', 'One.'], 'another response');
});
