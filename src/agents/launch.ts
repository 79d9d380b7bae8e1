import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { basename } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

export interface Launch {
  readonly program: string;
  readonly args: readonly string[];
  readonly env: Env;
  /** Asks the program to end (SIGTERM). */
  readonly signal: AbortSignal;
  /** So long it may take to end when asked. */
  readonly graceMs: number;
}

/**
 * Runs a program on this process's own streams. Resolves with its exit code, a signal as a shell counts it; rejects
 * where it cannot be started. One that does not end when asked is killed: agents are known to spin for hours, deaf to
 * SIGTERM, when their terminal has gone (Claude Code's issue 47872, and seen once here).
 */
export async function launchOnTerminal({ program, args, env, signal, graceMs }: Launch): Promise<number> {
  let hard: NodeJS.Timeout | undefined;
  let ask = () => {};
  try {
    return await new Promise<number>((resolve, reject) => {
      const child = spawn(program, args, { stdio: 'inherit', env: env as NodeJS.ProcessEnv });
      child.on('error', reject);
      child.on('close', (code, name) => resolve(code ?? 128 + (name === null ? 0 : constants.signals[name])));
      ask = () => {
        child.kill('SIGTERM');
        hard = setTimeout(() => child.kill('SIGKILL'), graceMs);
      };
      signal.addEventListener('abort', ask, { once: true });
    });
  } finally {
    signal.removeEventListener('abort', ask);
    clearTimeout(hard);
  }
}

/**
 * The arguments with which a program uses the relay, where the variables do not suffice. Codex 0.169.0 does not look at
 * OPENAI_BASE_URL, and speaks by WebSocket to its own vendor, which nobody can listen to: it is given a provider of the
 * relay's address, for which it streams over HTTP (seen with the real program). Signed in by ChatGPT it has no key for
 * that, and is left alone.
 */
export function argumentsBehind(
  program: string,
  args: readonly string[],
  address: string | undefined,
  env: Env,
): string[] {
  const name = basename(program).replace(/\.(?:exe|cmd|js)$/i, '');
  const key = ['OPENAI_API_KEY', 'CODEX_API_KEY'].find((variable) => env[variable]);
  if (name !== 'codex' || address === undefined || key === undefined) return [...args];
  const provider = 'model_providers.stream-tts';
  const settings = {
    model_provider: 'stream-tts',
    [`${provider}.name`]: 'OpenAI',
    [`${provider}.base_url`]: address,
    [`${provider}.wire_api`]: 'responses',
    [`${provider}.env_key`]: key,
  };
  return [...Object.entries(settings).flatMap(([path, value]) => ['-c', `${path}=${JSON.stringify(value)}`]), ...args];
}
