// Writes demo/session.jsonl: a coding session of our own, in the form in which Claude Code prints it with
// --output-format stream-json --verbose --include-partial-messages. Run it after changing the text below.
import { writeFileSync } from 'node:fs';

const SESSION = '0b9c2f6e-52f1-4c0e-9a57-7d1f3f0c2a11';
const STEPS = [
  { thinking: 'The report is shorter than the file. I should read the parser before I guess.' },
  { text: 'I will read the report first. Then I will run the tests and see what fails.' },
  {
    tool: 'Read',
    input: { file_path: 'src/parser.ts' },
    result: 'export function parse(text) {\n  const items = text.split("\\n");\n  return items.slice(0, 3);\n}',
    pauseMs: 1500,
  },
  {
    tool: 'Bash',
    input: { command: 'npm test', description: 'Run the tests' },
    result: '2 failed, 22 passed',
    pauseMs: 2500,
  },
  {
    text: 'I found the problem. The parser reads only 3 items, so the report is too short. Here is the code:\n\n```ts\nreturn items.slice(0, 3);\n```\n\nI will change this function. I will also add 2 new tests.',
  },
  {
    tool: 'Edit',
    input: { file_path: 'src/parser.ts', old_string: 'items.slice(0, 3)', new_string: 'items' },
    result: 'The file has been updated.',
    pauseMs: 1200,
  },
  { tool: 'Bash', input: { command: 'npm test', description: 'Run the tests' }, result: '24 passed', pauseMs: 3000 },
  { thinking: 'All green. Now the summary, with the times before and after.' },
  {
    text: '## The work is done\n\nAll 24 tests pass now. The report shows **15 items**.\n\nI made these changes:\n\n1. The parser reads the whole file.\n2. The error message shows the file name.\n3. The new tests check an empty file.\n\n| Step | Time |\n|---|---|\n| Reading | 12 seconds |\n| Writing | 5 seconds |\n\nMemory use is also lower. You can read more in the [documentation](https://example.com/docs/parser). The old cache is not deleted yet. Do you want me to delete the old cache?',
  },
];

let serial = 0;
let clockMs = Date.UTC(2026, 10, 23, 9, 0, 0);
const lines = [];
const uuid = () => `d3m00000-0000-4000-8000-${String(++serial).padStart(12, '0')}`;
const put = (line) => lines.push(JSON.stringify({ ...line, session_id: SESSION, uuid: uuid() }));
const event = (event) => put({ type: 'stream_event', event, parent_tool_use_id: null });
const at = () => new Date(clockMs).toISOString();

put({
  type: 'system',
  subtype: 'init',
  cwd: '/home/dev/report',
  tools: ['Bash', 'Edit', 'Read'],
  mcp_servers: [],
  model: 'claude-opus-5',
  permissionMode: 'acceptEdits',
  apiKeySource: 'none',
  claude_code_version: '2.1.330',
});
let message = 0;
for (const step of STEPS) {
  message += 1;
  const id = `msg_demo_${String(message).padStart(2, '0')}`;
  const base = {
    id,
    type: 'message',
    role: 'assistant',
    model: 'claude-opus-5',
    stop_reason: null,
    stop_sequence: null,
    usage: { input_tokens: 8, output_tokens: 1 },
  };
  event({ type: 'message_start', message: { ...base, content: [] } });
  if (step.text)
    block(
      { type: 'text', text: '' },
      cut(step.text).map((text) => ({ type: 'text_delta', text })),
      { type: 'text', text: step.text },
      base,
    );
  if (step.thinking)
    block(
      { type: 'thinking', thinking: '', signature: '' },
      cut(step.thinking).map((thinking) => ({ type: 'thinking_delta', thinking })),
      { type: 'thinking', thinking: step.thinking, signature: 'ZGVtbw==' },
      base,
    );
  if (step.tool) {
    const use = { type: 'tool_use', id: `toolu_demo_${message}`, name: step.tool, input: step.input };
    block(
      { ...use, input: {} },
      cut(JSON.stringify(step.input)).map((partial_json) => ({ type: 'input_json_delta', partial_json })),
      use,
      base,
    );
  }
  event({
    type: 'message_delta',
    delta: { stop_reason: step.tool ? 'tool_use' : 'end_turn' },
    usage: { output_tokens: 40 },
  });
  event({ type: 'message_stop' });
  if (step.tool) {
    clockMs += step.pauseMs;
    put({
      type: 'user',
      message: {
        role: 'user',
        content: [{ type: 'tool_result', tool_use_id: `toolu_demo_${message}`, content: step.result }],
      },
      parent_tool_use_id: null,
      timestamp: at(),
    });
  }
}
put({
  type: 'result',
  subtype: 'success',
  is_error: false,
  duration_ms: 41000,
  num_turns: 5,
  result: STEPS.at(-1).text,
  stop_reason: 'end_turn',
  total_cost_usd: 0,
  usage: {},
});
writeFileSync(new URL('../demo/session.jsonl', import.meta.url), `${lines.join('\n')}\n`);
console.log(`demo/session.jsonl: ${lines.length} lines`);

function block(start, deltas, whole, base) {
  event({ type: 'content_block_start', index: 0, content_block: start });
  for (const delta of deltas) event({ type: 'content_block_delta', index: 0, delta });
  put({
    type: 'assistant',
    message: { ...base, content: [whole] },
    parent_tool_use_id: null,
    ...(whole.type === 'tool_use' ? { timestamp: at() } : {}),
  });
  event({ type: 'content_block_stop', index: 0 });
}

/** Pieces of three to seven characters, the same in every run, as a model's tokens come. */
function cut(text) {
  const pieces = [];
  for (let at = 0, n = 0; at < text.length; n += 1) {
    const length = 3 + ((n * 7) % 5);
    pieces.push(text.slice(at, at + length));
    at += length;
  }
  return pieces;
}
