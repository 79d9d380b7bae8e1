import { execFile, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';

/** Later versions want Node 22. */
const VERSION = '2.1.197';
const cacheHome = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');
const directory = join(cacheHome, 'stream-tts-test', `claude-code-${VERSION}`);

/** Installs the real Claude Code into the tests' cache, outside the clone; returns its program. */
export async function installClaudeCode(): Promise<string> {
  const wanted = `@anthropic-ai/claude-code-${process.platform}-${process.arch}`;
  const program = join(directory, 'node_modules', wanted, process.platform === 'win32' ? 'claude.exe' : 'claude');
  if (!existsSync(program)) {
    await mkdir(directory, { recursive: true });
    await writeFile(join(directory, 'package.json'), '{"private":true}');
    const args = ['install', '--no-audit', '--no-fund', '--ignore-scripts', `@anthropic-ai/claude-code@${VERSION}`];
    await promisify(execFile)('npm', args, { cwd: directory });
  }
  return program;
}

export interface ClaudeRun {
  /** Its stream-json. */
  readonly stdout: Readable;
  readonly ended: Promise<number | null>;
}

/** Asks the real Claude Code, with a home, a key and an API of the test's own, so that nothing of the user's is touched. */
export async function askClaude(program: string, apiUrl: string): Promise<ClaudeRun> {
  const home = await mkdtemp(join(tmpdir(), 'stream-tts-claude-'));
  const args = ['-p', 'What did you do?', '--output-format', 'stream-json', '--verbose', '--include-partial-messages'];
  const child = spawn(program, args, {
    cwd: home,
    stdio: ['ignore', 'pipe', 'ignore'],
    env: {
      PATH: process.env.PATH,
      HOME: home,
      ANTHROPIC_BASE_URL: apiUrl,
      ANTHROPIC_API_KEY: 'dummy',
      CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC: '1',
      DISABLE_AUTOUPDATER: '1',
    },
  });
  const closed = new Promise<number | null>((resolve) => child.on('close', resolve));
  const ended = closed.finally(() => rm(home, { recursive: true, force: true, maxRetries: 5 }));
  return { stdout: child.stdout, ended };
}
