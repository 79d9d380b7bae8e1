import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { FIRST_PORT } from '../../src/app/setup.ts';
import { findProgram } from '../../src/engines/players/find-program.ts';
import { BIN, openAgentLab, skipWithoutSound } from '../helpers/agent-lab.ts';
import { type Block, startAnthropicServer } from '../helpers/anthropic-server.ts';
import { installClaudeCode } from '../helpers/claude-code.ts';
import { openClaudeScreen } from '../helpers/claude-screen.ts';
import { ROOT } from '../helpers/cli.ts';
import { skipUnless } from '../helpers/require.ts';

const hasTmux = (await findProgram('tmux', process.env)) !== undefined;
const skip = (await skipWithoutSound()) || skipUnless(hasTmux, 'there is no tmux here', 'sudo apt-get install -y tmux');

const TOOL = 'mcp__plugin_stream-tts_stream-tts__speak';
const REPLIES: Block[][] = [
  [{ type: 'text', text: '最初の返事です。\n\n二番目の段落です。' }],
  [
    { type: 'text', text: 'これから道具で話します。' },
    { type: 'tool_use', name: TOOL, input: { text: '道具が言う文です。' } },
  ],
  [{ type: 'text', text: '道具のあとの文は聞こえません。' }],
];

test('the real Claude Code with the plugin: its hooks fire, its tools are served, nothing is said twice', {
  skip,
  timeout: 120_000,
}, async (t) => {
  const lab = await openAgentLab(t, undefined);
  if (lab === undefined) return;
  const { home, project, env } = lab;
  const plugin = join(home, 'plugin');
  cpSync(join(ROOT, 'plugin'), plugin, { recursive: true });
  // The one port of all its users may be somebody's here.
  const hooks = join(plugin, 'hooks', 'hooks.json');
  writeFileSync(hooks, readFileSync(hooks, 'utf8').replaceAll(String(FIRST_PORT), String(lab.serving.ready.port)));
  const bin = join(home, 'bin');
  mkdirSync(bin);
  writeFileSync(join(bin, 'stream-tts'), `#!/bin/sh\nexec '${process.execPath}' '${BIN}' "$@"\n`, { mode: 0o755 });
  const server = await startAnthropicServer(REPLIES, 20);
  lab.after(() => server.close());
  const claude = await openClaudeScreen({
    ...{ home, project },
    command: [await installClaudeCode(), '--plugin-dir', plugin, '--allowedTools', TOOL],
    env: { ...env, PATH: `${bin}:${process.env.PATH}`, ANTHROPIC_BASE_URL: server.url },
  });
  lab.after(() => claude.close());
  await claude.shows(/\? for shortcuts/);

  await claude.prompt('/mcp');
  await claude.shows(/stream-tts[\s\S]*✔ connected/i);
  while (!/\? for shortcuts/.test(await claude.screen())) {
    await claude.key('Escape');
    await sleep(700);
  }

  await claude.prompt('What did you do?');
  await lab.said(2);
  await claude.prompt('Say it by your tool');
  await claude.shows(/道具のあとの文は聞こえません/);
  await lab.said(4);
  await sleep(2500);
  assert.deepEqual(
    (await lab.log()).map(([text]) => text),
    ['最初の返事です。', '二番目の段落です。', 'これから道具で話します。', '道具が言う文です。'],
  );
  assert.doesNotMatch(await claude.screen(), /hook error|ECONNREFUSED/i);
});
