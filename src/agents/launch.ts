import { basename } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

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
