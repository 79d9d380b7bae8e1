import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { processesOf } from './teardown.ts';

const run = promisify(execFile);

/** The real Claude Code as a person sees it, in a terminal of tmux. */
export interface ClaudeScreen {
  /** Types a prompt and sends it. */
  prompt(text: string): Promise<void>;
  /** Presses one key, by its name in tmux. */
  key(name: string): Promise<void>;
  screen(): Promise<string>;
  /** Resolves with the screen when it shows this. */
  shows(pattern: RegExp): Promise<string>;
  close(): Promise<void>;
}

export interface ClaudeScreenOptions {
  /** What is run: the program, or a proxy with the program as its last word. */
  readonly command: readonly string[];
  readonly home: string;
  readonly project: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

const KEY = 'sk-ant-dummy-key-of-the-tests-0123456789';

/** Longer than the proxy leaves an agent that was asked to end. */
const PATIENCE_MS = 15_000;

/** With a home and a key of the test's own; the folder is trusted and the key approved before it asks. */
export async function openClaudeScreen({ command, home, project, env }: ClaudeScreenOptions): Promise<ClaudeScreen> {
  await mkdir(project, { recursive: true });
  const state = {
    hasCompletedOnboarding: true,
    customApiKeyResponses: { approved: [KEY.slice(-20)], rejected: [] },
    projects: { [project]: { hasTrustDialogAccepted: true, hasCompletedProjectOnboarding: true } },
  };
  await writeFile(join(home, '.claude.json'), JSON.stringify(state));
  const all = {
    PATH: process.env.PATH,
    HOME: home,
    TERM: 'xterm-256color',
    LANG: 'C.UTF-8',
    ANTHROPIC_API_KEY: KEY,
    CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
    DISABLE_AUTOUPDATER: '1',
    ...env,
  };
  const words = Object.entries(all).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${value}`]));
  socket += 1;
  const server = `stream-tts-${process.pid}-${socket}`;
  const at = async (...args: string[]) => (await run('tmux', ['-L', server, ...args], { encoding: 'utf8' })).stdout;
  await at(
    '-f',
    '/dev/null',
    'new-session',
    '-d',
    '-s',
    'claude',
    '-x',
    '120',
    '-y',
    '40',
    '-c',
    project,
    'env',
    '-i',
    ...words,
    ...command,
  );
  const program = command.at(-1) ?? '';
  const screen = () => at('capture-pane', '-p', '-t', 'claude');
  const shows = async (pattern: RegExp) => {
    for (;;) {
      const text = await screen();
      if (pattern.test(text)) return text;
      await sleep(100);
    }
  };
  return {
    screen,
    shows,
    async prompt(text) {
      await at('send-keys', '-t', 'claude', '-l', text);
      await sleep(300);
      await at('send-keys', '-t', 'claude', 'Enter');
    },
    async key(name) {
      await at('send-keys', '-t', 'claude', name);
    },
    async close() {
      await at('kill-server').catch(() => {});
      // Claude Code itself is known to spin for hours when its terminal has gone (its issue 47872): not ours to assert.
      const agents = () => processesOf(home).filter((one) => one.command.startsWith(program));
      for (let waitedMs = 0; waitedMs < PATIENCE_MS && agents().length > 0; waitedMs += 100) await sleep(100);
      for (const { pid } of agents()) process.kill(pid, 'SIGKILL');
    },
  };
}

let socket = 0;
