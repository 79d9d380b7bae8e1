import assert from 'node:assert/strict';
import { readdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createAutoSource } from '../../src/engines/sources/index.ts';
import type { Sentence, SourcePart } from '../../src/spec/parts.ts';
import { createSentencer } from '../../src/text/sentencer.ts';
import { assertWellFormed, blocks, everyByte, readAll } from '../engines/sources/parts.ts';
import { type AgentRun, askCodex, askOpencode, installCodex, installOpencode } from '../helpers/agents.ts';
import { startAnthropicServer } from '../helpers/anthropic-server.ts';
import { askClaude, installClaudeCode } from '../helpers/claude-code.ts';
import { type Reply, startOpenAiServer } from '../helpers/openai-server.ts';
import { plainBlocks } from '../text/oracle.ts';

const FIRST = "I'll look at the project first. Let me run `ls` to see **what is there**.";
const CASES: ReadonlyArray<readonly [construct: string, markdown: string]> = JSON.parse(
  readFileSync(new URL('../text/usage-cases.json', import.meta.url), 'utf8'),
);
const PLAIN = [
  '## Result\n\nThe parser now handles *empty* lists — all 42 tests pass. ✅',
  '1. `src/parse.ts` is fixed\n2. the docs are updated',
  '| Suite | Before | After |\n|---|---:|---:|\n| auth | 3 failed | 41 passed |',
  '> One thing to watch: it is still read in two places.',
  '```ts\nconst secret_code = parse([]);\n```',
  'パーサーを直しました。 Would you like me to open a pull request?',
].join('\n\n');
/** Every construct that the text room knows. */
const LAST = [PLAIN, ...CASES.map(([, markdown]) => markdown)].join('\n\n');
const SILENT = ['secret thought', 'secret_code', 'secret_file', 'What did you do?'];

/** A message before a tool call, the call, and the reply. */
const script = (tool: Reply['tool']): Reply[] => [
  { reasoning: 'A secret thought.', text: FIRST, ...(tool === undefined ? {} : { tool }) },
  { reasoning: 'Another secret thought.', text: LAST },
];

test('real: Codex, exec --json and its rollout file', { timeout: 300_000 }, async (t) => {
  const program = await installCodex();
  const server = await startOpenAiServer(script({ name: 'exec_command', arguments: { cmd: 'echo secret_file' } }));
  t.after(() => server.close());
  const run = await askCodex(program, `${server.url}/v1`);
  t.after(() => rmSync(run.home, { recursive: true, force: true }));
  succeeded(run);
  assert.ok(server.requests.filter((path) => path.startsWith('POST /v1/responses')).length >= 2, 'the tool was called');
  heard(run.stdout, 'codex', [FIRST, LAST]);
  const [rollout] = filesBelow(join(run.home, '.codex', 'sessions'));
  assert.ok(rollout !== undefined, 'Codex writes its session');
  heard(readFileSync(rollout), 'codex-rollout', [FIRST, LAST]);
});

test('real: opencode, run --format json', { timeout: 300_000 }, async (t) => {
  const program = await installOpencode();
  const tool = { name: 'bash', arguments: { command: 'echo secret_file', description: 'Prints a word' } };
  const server = await startOpenAiServer(script(tool));
  t.after(() => server.close());
  const run = await askOpencode(program, `${server.url}/v1`);
  t.after(() => rmSync(run.home, { recursive: true, force: true }));
  succeeded(run);
  heard(run.stdout, 'opencode', [FIRST, LAST]);
});

test('real: Claude Code with a tool call and several blocks', { timeout: 300_000 }, async (t) => {
  const program = await installClaudeCode();
  const server = await startAnthropicServer(
    [
      [
        { type: 'thinking', text: 'A secret thought.' },
        { type: 'text', text: FIRST },
        { type: 'tool_use', name: 'Bash', input: { command: 'echo secret_file', description: 'Prints a word' } },
      ],
      [{ type: 'text', text: LAST }],
    ],
    1,
  );
  t.after(() => server.close());
  const claude = await askClaude(program, server.url);
  const chunks: Buffer[] = [];
  for await (const chunk of claude.stdout) chunks.push(Buffer.from(chunk));
  assert.equal(await claude.ended, 0);
  heard(Buffer.concat(chunks), 'claude', [FIRST, LAST]);
});

/** The blocks are the reply's own, each once, and their sentences hold its words outside code. */
function heard(bytes: Buffer, format: string, expected: readonly string[]): void {
  const source = createAutoSource();
  const parts = readAll(source, bytes);
  assert.equal(source.format, format);
  assertWellFormed(parts);
  assert.deepEqual(blocks(parts), expected, bytes.toString());
  assert.deepEqual(readAll(createAutoSource(), bytes, everyByte(bytes)), parts);
  const sentences = sentencesOf(parts);
  for (const { spoken } of sentences) assert.doesNotMatch(spoken, /[*`|#\\/]/);
  const texts = sentences.map(({ text }) => text).join(' ');
  const plain = words([FIRST, PLAIN].flatMap(plainBlocks).join(' '));
  assert.deepEqual(words(texts).slice(0, plain.length), plain);
  for (const word of SILENT) assert.ok(!texts.includes(word), word);
}

function sentencesOf(parts: readonly SourcePart[]): Sentence[] {
  let id = 0;
  const nextId = () => {
    id += 1;
    return `s${id}`;
  };
  return blocks(parts).flatMap((block) => {
    const sentencer = createSentencer({ nextId, messageId: 'm', code: 'skip' });
    return [...sentencer.write(block), ...sentencer.end()];
  });
}

function words(text: string): string[] {
  return text.match(/[\p{L}\p{N}]+/gu) ?? [];
}

function succeeded(run: AgentRun): void {
  assert.equal(run.code, 0, `${run.stdout.toString()}\n${run.stderr}`);
}

function filesBelow(directory: string): string[] {
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    return entry.isDirectory() ? filesBelow(path) : [path];
  });
}
