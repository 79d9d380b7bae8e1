import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { controlThere } from '../../src/daemon/client.ts';
import { daemonPlace } from '../../src/daemon/place.ts';
import { findProgram } from '../../src/engines/players/find-program.ts';
import { cacheHome } from '../../src/models/home.ts';
import { startAnthropicServer } from '../helpers/anthropic-server.ts';
import { installClaudeCode } from '../helpers/claude-code.ts';
import { openClaudeScreen } from '../helpers/claude-screen.ts';
import { ROOT } from '../helpers/cli.ts';
import { dictionaryFor } from '../helpers/dictionary.ts';
import { gateway } from '../helpers/fakes.ts';
import { havePulse, PULSE_COMMAND, startPulse } from '../helpers/pulse.ts';
import { skipUnless } from '../helpers/require.ts';
import { startServing } from '../helpers/serve.ts';
import { assertNoStrays, createTeardown } from '../helpers/teardown.ts';

const has = async (name: string) => (await findProgram(name, process.env)) !== undefined;
const skip =
  skipUnless(await havePulse(), 'there is no PulseAudio here', PULSE_COMMAND) ||
  skipUnless(await has('espeak-ng'), 'there is no espeak-ng here', 'sudo apt-get install -y espeak-ng') ||
  skipUnless(await has('tmux'), 'there is no tmux here', 'sudo apt-get install -y tmux');

const BIN = join(ROOT, 'bin', 'stream-tts.mjs');
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
  if (dictionaryFor(t) === undefined) return undefined;
  const program = await installClaudeCode();
  const home = mkdtempSync(join(tmpdir(), 'stream-tts-hooks-'));
  const { after } = createTeardown(t);
  after(() => rmSync(home, { recursive: true, force: true, maxRetries: 5 }));
  // Hooks start warm processes that are nobody's children: none may outlive the test.
  after(() => assertNoStrays(home));
  const project = join(home, 'project');
  const own = join(home, 'st');
  for (const directory of [project, own]) mkdirSync(directory);
  symlinkSync(join(cacheHome(process.env), 'models'), join(own, 'models'));
  const pulse = await startPulse();
  after(() => pulse.close());
  const settings = { STREAM_TTS_TRANSLATOR: 'none', STREAM_TTS_VOICE: 'system:espeak-ng' };
  const env = { ...pulse.env, HOME: home, STREAM_TTS_HOME: own, ...settings };
  execFileSync(process.execPath, [BIN, 'setup', 'claude-code', '--quiet'], {
    cwd: project,
    env: { ...process.env, ...env },
  });
  const serving = await startServing([], env);
  after(async () => {
    serving.kill('SIGTERM');
    await serving.exit;
  });
  const { opened: hold, open: endReply } = gateway();
  const server = await startAnthropicServer(
    replies.map((text) => [{ type: 'text', text }]),
    pieceMs,
    hold,
  );
  after(() => server.close());
  const place = daemonPlace(env);
  after(() => controlThere(place, 'quit', {}));

  async function log(): Promise<Array<[text: string, outcome: string]>> {
    const ending = await controlThere(place, 'log', { count: 100 });
    const value =
      ending.type === 'reply' ? (ending.value as { log: Array<{ text: string; outcome: string }> }) : { log: [] };
    return value.log.map(({ text, outcome }) => [text, outcome]);
  }

  return {
    ...{ program, pulse, serving, server, log, endReply },
    async start(command: readonly string[], more: Readonly<Record<string, string>>) {
      const claude = await openClaudeScreen({ command, home, project, env: { ...env, ...more } });
      after(() => claude.close());
      await claude.shows(/\? for shortcuts/);
      return claude;
    },
    /** Resolves when so many sentences have ended. */
    async said(count: number): Promise<void> {
      while ((await log()).length < count) await sleep(100);
    },
    /** Resolves when a warm process answers. */
    async answers(): Promise<void> {
      while ((await controlThere(place, 'status', {})).type !== 'reply') await sleep(100);
    },
  };
}
