import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runCli } from '../helpers/cli.ts';

const init = line({ type: 'system', subtype: 'init', tools: [], uuid: 'u0' });
const prose = (text: string) =>
  line({
    type: 'assistant',
    message: { id: `m ${text}`, role: 'assistant', model: 'claude', content: [{ type: 'text', text }] },
    parent_tool_use_id: null,
    uuid: `u ${text}`,
  });

function line(value: object): string {
  return `${JSON.stringify({ session_id: 's', ...value })}\n`;
}

test('a tool result of 50 MB on one line costs nothing that can be spoken', async () => {
  const content = 'x'.repeat(50_000_000);
  const result = line({ type: 'user', message: { role: 'user', content: [{ type: 'tool_result', content }] } });
  const { code, stdout, stderr } = await runCli(['text'], {
    input: init + prose('Before.') + result + prose('After.'),
  });
  assert.equal(code, 0, stderr);
  assert.deepEqual(stdout.trim().split('\n'), ['Before.', 'After.']);
});

test('a line too long for any memory is dropped with one warning, and what follows is spoken', async () => {
  async function* input() {
    yield Buffer.from(init + prose('Before.'));
    yield Buffer.from('{"type":"unheard","x":"');
    const megabyte = Buffer.alloc(1 << 20, 'y');
    for (let i = 0; i < 70; i += 1) yield megabyte;
    yield Buffer.from(`"}\n${prose('After.')}`);
  }
  const { code, stdout, stderr } = await runCli(['text'], { input: input() });
  assert.equal(code, 0, stderr);
  assert.deepEqual(stdout.trim().split('\n'), ['Before.', 'After.']);
  assert.equal(stderr.trim().split('\n').length, 1, stderr);
});

test('whoever reads our output may stop reading', async () => {
  const many = init + Array.from({ length: 2000 }, (_, i) => prose(`Sentence number ${i} is here.`)).join('');
  const { code, stderr } = await runCli(['text'], {
    input: many,
    closeStdout: true,
  });
  assert.equal(code, 0, stderr);
  assert.equal(stderr, '');
});
