import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import type { Payload } from '../../src/agents/payloads.ts';
import { openProxy } from '../../src/app/proxy.ts';
import { resolveSettings } from '../../src/app/settings.ts';
import { createHookSource } from '../../src/engines/sources/hook.ts';
import { startHookServer } from '../agents/hook-server.ts';
import { blocks, readAll } from '../engines/sources/parts.ts';
import { askCodex, askOpencode, installCodex, installOpencode } from '../helpers/agents.ts';
import { type Block, startAnthropicServer } from '../helpers/anthropic-server.ts';
import { askClaude, installClaudeCode } from '../helpers/claude-code.ts';
import { startOpenAiServer } from '../helpers/openai-server.ts';

const FIRST = "I'll look at the project first.";
const LAST = 'The parser now handles *empty* lists.\n\n```ts\nconst secret = 1;\n```\n\nAll 42 tests pass.';

test('real: Codex behind the proxy is heard while it writes, each text once', { timeout: 300_000 }, async (t) => {
  const program = await installCodex();
  const server = await startOpenAiServer([
    { text: FIRST, tool: { name: 'exec_command', arguments: { cmd: 'echo x' } } },
    { text: LAST },
  ]);
  t.after(() => server.close());
  const { address, heard } = await behind(t, server.url);
  const run = await askCodex(program, `${address}/v1`);
  t.after(() => rmSync(run.home, { recursive: true, force: true }));
  assert.equal(run.code, 0, run.stderr);
  assert.deepEqual(await heard(), [FIRST, LAST]);
});

test('real: opencode behind the proxy is heard, without its titles', { timeout: 300_000 }, async (t) => {
  const program = await installOpencode();
  const tool = { name: 'bash', arguments: { command: 'echo x', description: 'Prints a word' } };
  const server = await startOpenAiServer([{ text: FIRST, tool }, { text: LAST }]);
  t.after(() => server.close());
  const { address, heard } = await behind(t, server.url);
  const run = await askOpencode(program, `${address}/v1`);
  t.after(() => rmSync(run.home, { recursive: true, force: true }));
  assert.equal(run.code, 0, run.stderr);
  assert.deepEqual(await heard(), [FIRST, LAST]);
});

test('real: Claude Code behind the proxy is heard, without its subagent', { timeout: 300_000 }, async (t) => {
  const program = await installClaudeCode();
  const input = { description: 'Look', prompt: 'Look at it', subagent_type: 'general-purpose' };
  const replies: Block[][] = [
    [
      { type: 'thinking', text: 'A secret thought.' },
      { type: 'text', text: FIRST },
      { type: 'tool_use', name: 'Agent', input },
    ],
    [{ type: 'text', text: 'What the subagent found.' }],
    [{ type: 'text', text: LAST }],
  ];
  const server = await startAnthropicServer(replies, 1);
  t.after(() => server.close());
  const { address, heard } = await behind(t, server.url);
  const claude = await askClaude(program, address);
  claude.stdout.resume();
  assert.equal(await claude.ended, 0);
  assert.deepEqual(await heard(), [FIRST, LAST]);
});

/** The relay before a stand-in, with an ear in the warm process's place. */
async function behind(t: TestContext, upstream: string) {
  const { port, heard } = await warm(t);
  const proxy = await openProxy({
    settings: resolveSettings({}, {}),
    env: {},
    upstreams: { standin: upstream },
    port: 0,
    warmPort: () => port,
    onTrouble: (line) => assert.fail(line),
  });
  t.after(() => proxy.close());
  return { address: `http://127.0.0.1:${proxy.port}/standin`, heard };
}

async function warm(t: TestContext) {
  const got: Payload[] = [];
  const server = await startHookServer({ port: 0, onPayload: (payload) => got.push(payload) });
  t.after(() => server.close());
  return {
    port: server.port,
    /** What was handed over, as prose; one session, and nothing said twice. */
    async heard(): Promise<string[]> {
      await new Promise((resolve) => setTimeout(resolve, 500));
      assert.equal(new Set(got.map(({ session_id }) => session_id)).size, 1);
      return blocks(readAll(createHookSource(), Buffer.from(got.map((one) => `${JSON.stringify(one)}\n`).join(''))));
    },
  };
}
