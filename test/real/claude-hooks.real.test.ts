import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { findProgram } from '../../src/engines/players/find-program.ts';
import { BIN, openAgentLab, skipWithoutSound } from '../helpers/agent-lab.ts';
import { startAnthropicServer } from '../helpers/anthropic-server.ts';
import { installClaudeCode } from '../helpers/claude-code.ts';
import { openClaudeScreen } from '../helpers/claude-screen.ts';
import { gateway } from '../helpers/fakes.ts';
import { skipUnless } from '../helpers/require.ts';

const hasTmux = (await findProgram('tmux', process.env)) !== undefined;
const skip = (await skipWithoutSound()) || skipUnless(hasTmux, 'there is no tmux here', 'sudo apt-get install -y tmux');

/** In Japanese, so that no translator has to be loaded for what is to be seen here. */
const FIRST = ['最初の文はここです。', '二番目の段落が続きます。', '文は二つあります。', '三番目で最後の文です。'];
const FIRST_REPLY = `${FIRST[0]}\n\n${FIRST[1]}${FIRST[2]}\n\n${FIRST[3]}`;
const LONG = Array.from({ length: 12 }, (_, i) => `これは長い返事の${i + 1}番目の文です。`);
const TROUBLE = /hook|ECONNREFUSED|stream-tts|error/i;

test('the real Claude Code with what setup wrote: a session heard, a prompt that silences, a killed warm process', {
  skip,
  timeout: 240_000,
}, async (t) => {
  const lab = await open(t, [FIRST_REPLY, LONG.join('\n\n'), 'もう聞こえない返事です。'], 100);
  if (lab === undefined) return;
  const claude = await lab.start([lab.program], { ANTHROPIC_BASE_URL: lab.server.url });
  const recording = await lab.pulse.record();

  await claude.prompt('What did you do?');
  await recording.until((heard) => heard.some((sample) => Math.abs(sample) > 500));
  // The reply's end was held back until now: this sounded while the agent wrote.
  lab.endReply();
  await lab.said(FIRST.length);
  assert.deepEqual(
    await lab.log(),
    FIRST.map((text) => [text, 'played']),
  );

  await claude.prompt('Tell me more');
  await lab.said(FIRST.length + 2);
  await claude.shows(new RegExp(LONG.at(-1) ?? ''));
  await claude.prompt('And now?');
  await claude.shows(/もう聞こえない返事です/);
  await lab.said(FIRST.length + LONG.length + 1);
  const outcomes = (await lab.log()).slice(FIRST.length, FIRST.length + LONG.length);
  assert.deepEqual(outcomes.map(([text]) => text).sort(), [...LONG].sort());
  assert.ok(
    outcomes.some(([, outcome]) => outcome === 'aborted'),
    'the prompt drops what was not heard',
  );

  lab.serving.kill('SIGKILL');
  await lab.serving.exit;
  await claude.prompt('Still there?');
  await claude.shows(/Still there\?[\s\S]*もう聞こえない返事です/);
  await sleep(1500);
  assert.doesNotMatch(await claude.screen(), TROUBLE);
  // The prompt's hook has started another.
  await lab.answers();
});

test('the real Claude Code behind the proxy: the first sound inside the first paragraph, each sentence once', {
  skip,
  timeout: 240_000,
}, async (t) => {
  const lab = await open(t, [LONG.slice(0, 6).join('')], 100);
  if (lab === undefined) return;
  const claude = await lab.start([process.execPath, BIN, 'proxy', '--', lab.program], {
    ANTHROPIC_BASE_URL: lab.server.url,
  });
  const recording = await lab.pulse.record();
  await claude.prompt('What did you do?');
  await recording.until((heard) => heard.some((sample) => Math.abs(sample) > 500));
  // The paragraph's end was held back until now.
  lab.endReply();
  await claude.shows(/6番目の文です/);
  await lab.said(6);
  // Stop and the display of the whole paragraph come after it, and say nothing again.
  await sleep(1500);
  assert.deepEqual(
    await lab.log(),
    LONG.slice(0, 6).map((text) => [text, 'played']),
  );
  assert.doesNotMatch(await claude.screen(), TROUBLE);
});

async function open(t: TestContext, replies: readonly string[], pieceMs: number) {
  const lab = await openAgentLab(t, 'claude-code');
  if (lab === undefined) return undefined;
  const program = await installClaudeCode();
  const { opened: hold, open: endReply } = gateway();
  const server = await startAnthropicServer(
    replies.map((text) => [{ type: 'text', text }]),
    pieceMs,
    hold,
  );
  lab.after(() => server.close());
  const { home, project, env } = lab;
  return {
    ...{ ...lab, program, server, endReply },
    async start(command: readonly string[], more: Readonly<Record<string, string>>) {
      const claude = await openClaudeScreen({ command, home, project, env: { ...env, ...more } });
      lab.after(() => claude.close());
      await claude.shows(/\? for shortcuts/);
      return claude;
    },
  };
}
