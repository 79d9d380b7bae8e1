import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { createAutoSource } from '../../src/engines/sources/index.ts';
import { blocks, readAll } from '../engines/sources/parts.ts';
import { BIN, openAgentLab, skipWithoutSound } from '../helpers/agent-lab.ts';
import { askCodex, askOpencode, installCodex, installOpencode } from '../helpers/agents.ts';
import { gateway } from '../helpers/fakes.ts';
import { askGemini, installGemini, startGeminiServer } from '../helpers/gemini.ts';
import { type Reply, startOpenAiServer } from '../helpers/openai-server.ts';

const skip = await skipWithoutSound();
/** Longer than the longest sentence here: what would be said twice has been said by then. */
const AFTERWARDS_MS = 2000;
const PROXY = [process.execPath, BIN, 'proxy', '--'];
/** In Japanese, so that no translator has to be loaded for what is to be seen here. */
const FIRST = 'まずプロジェクトを見ます。';
const LAST = ['空のリストを直しました。', 'テストは全部通ります。', '最後の文です。'];

test('the real Codex with what setup wrote: each message when it is whole', { skip, timeout: 120_000 }, async (t) => {
  const lab = await open(t, 'codex', { name: 'exec_command', arguments: { cmd: 'echo x' } });
  if (lab === undefined) return;
  lab.endReply();
  const run = await askCodex(await installCodex(), lab.baseUrl, { home: lab.home, env: lab.env });
  assert.equal(run.code, 0, run.stderr);
  await lab.heardOnce([FIRST, ...LAST]);
});

test('the real Codex behind the proxy: heard while it writes', { skip, timeout: 120_000 }, async (t) => {
  const lab = await open(t, 'codex', { name: 'exec_command', arguments: { cmd: 'echo x' } });
  if (lab === undefined) return;
  const env = { ...lab.env, OPENAI_BASE_URL: lab.baseUrl, OPENAI_API_KEY: 'dummy' };
  const run = askCodex(await installCodex(), lab.baseUrl, { home: lab.home, env, before: PROXY });
  // The last piece was held back until now: this sounds while the agent writes.
  await lab.said(2);
  lab.endReply();
  const { code, stderr } = await run;
  assert.equal(code, 0, stderr);
  await lab.heardOnce([FIRST, ...LAST]);
});

test('the real opencode with what setup wrote: heard while it writes', { skip, timeout: 120_000 }, async (t) => {
  const lab = await open(t, 'opencode', { name: 'bash', arguments: { command: 'echo x', description: 'Says x' } });
  if (lab === undefined) return;
  const run = askOpencode(await installOpencode(), lab.baseUrl, { home: lab.project, env: lab.env });
  await lab.said(2);
  lab.endReply();
  const { code, stderr } = await run;
  assert.equal(code, 0, stderr);
  await lab.heardOnce([FIRST, ...LAST]);
});

test('the real opencode behind the proxy: heard while it writes', { skip, timeout: 120_000 }, async (t) => {
  const lab = await open(t, 'opencode', { name: 'bash', arguments: { command: 'echo x', description: 'Says x' } });
  if (lab === undefined) return;
  const env = { ...lab.env, OPENAI_BASE_URL: lab.baseUrl };
  const asking = { home: lab.project, env, before: PROXY };
  const run = askOpencode(await installOpencode(), '{env:OPENAI_BASE_URL}', asking);
  await lab.said(2);
  lab.endReply();
  const { code, stderr } = await run;
  assert.equal(code, 0, stderr);
  await lab.heardOnce([FIRST, ...LAST]);
});

test('the real Gemini CLI with what setup wrote: the last message when it is whole; its stream is read', {
  skip,
  timeout: 120_000,
}, async (t) => {
  const lab = await openAgentLab(t, 'gemini');
  if (lab === undefined) return;
  const server = await startGeminiServer(LAST.join(''));
  lab.after(() => server.close());
  const run = await askGemini(await installGemini(), server.url, lab);
  assert.equal(run.code, 0, run.stderr);
  const source = createAutoSource();
  assert.deepEqual(blocks(readAll(source, run.stdout)), [LAST.join('')]);
  assert.equal(source.format, 'gemini');
  await lab.said(LAST.length);
  await sleep(AFTERWARDS_MS);
  assert.deepEqual(
    await lab.log(),
    LAST.map((text) => [text, 'played']),
  );
});

async function open(t: TestContext, agent: string, tool: NonNullable<Reply['tool']>) {
  const lab = await openAgentLab(t, agent);
  if (lab === undefined) return undefined;
  const { opened: hold, open: endReply } = gateway();
  const server = await startOpenAiServer([{ text: FIRST, tool }, { text: LAST.join('') }], 50, hold);
  lab.after(() => server.close());
  return {
    ...{ ...lab, endReply, baseUrl: `${server.url}/v1` },
    async heardOnce(expected: readonly string[]): Promise<void> {
      const last = expected.at(-1);
      while (!(await lab.log()).some(([text]) => text === last)) await sleep(100);
      await sleep(AFTERWARDS_MS);
      assert.deepEqual(
        await lab.log(),
        expected.map((text) => [text, 'played']),
      );
    },
  };
}
