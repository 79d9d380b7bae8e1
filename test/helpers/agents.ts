import { execFile, spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { mkdir, mkdtemp, writeFile } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';

export interface AgentRun {
  readonly code: number | null;
  readonly stdout: Buffer;
  readonly stderr: string;
  /** The agent's own home, where it keeps its session files. */
  readonly home: string;
}

const CODEX = '@openai/codex@0.169.0';
const OPENCODE = 'opencode-ai@1.18.33';
const cacheHome = process.env.XDG_CACHE_HOME || join(homedir(), '.cache');

/** Installs the real Codex into the tests' cache, outside the clone; returns its program. */
export async function installCodex(): Promise<string> {
  return join(await install(CODEX, 'codex-0.169.0'), 'node_modules', '.bin', 'codex');
}

/** Installs the real opencode into the tests' cache; returns its program. */
export async function installOpencode(): Promise<string> {
  const directory = await install(OPENCODE, 'opencode-1.18.33');
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  // The package's own script would link the platform's program; it is used where it lies.
  for (const name of [`opencode-${platform}-${process.arch}`, `opencode-${platform}-${process.arch}-baseline`]) {
    const program = join(directory, 'node_modules', name, 'bin', 'opencode');
    if (existsSync(program)) return program;
  }
  throw new Error(`opencode has no program for ${platform} ${process.arch} in ${directory}`);
}

/** How an agent is asked beside what is usual. */
export interface Asking {
  /** Its home and project; one of its own without. */
  readonly home?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** What is run before the agent, such as a proxy. */
  readonly before?: readonly string[];
}

/**
 * Asks the real Codex, `exec --json`, with a home and a model's API of the test's own. Its hooks run without the look
 * that a person must have had at them.
 */
export async function askCodex(program: string, baseUrl: string, asking: Asking = {}): Promise<AgentRun> {
  const home = asking.home ?? (await mkdtemp(join(tmpdir(), 'stream-tts-codex-')));
  await mkdir(join(home, '.codex'), { recursive: true });
  const config = [
    'model = "local"',
    'model_provider = "local"',
    'approval_policy = "never"',
    'sandbox_mode = "danger-full-access"',
    '[model_providers.local]',
    'name = "local"',
    `base_url = "${baseUrl}"`,
    'wire_api = "responses"',
    'env_key = "LOCAL_KEY"',
  ];
  await writeFile(join(home, '.codex', 'config.toml'), `${config.join('\n')}\n`);
  const words = ['exec', '--json', '--skip-git-repo-check', '--dangerously-bypass-hook-trust', 'What did you do?'];
  const own = { CODEX_HOME: join(home, '.codex'), LOCAL_KEY: 'dummy' };
  return await run([...(asking.before ?? []), program, ...words], home, { ...own, ...asking.env });
}

/** Asks the real opencode, `run --format json`, with a home, which is its project, and a model's API of the test's own. */
export async function askOpencode(program: string, baseUrl: string, asking: Asking = {}): Promise<AgentRun> {
  const home = asking.home ?? (await mkdtemp(join(tmpdir(), 'stream-tts-opencode-')));
  const config = {
    $schema: 'https://opencode.ai/config.json',
    model: 'local/local',
    small_model: 'local/local',
    autoupdate: false,
    share: 'disabled',
    provider: {
      local: {
        npm: '@ai-sdk/openai-compatible',
        options: { baseURL: baseUrl, apiKey: 'dummy' },
        models: { local: { name: 'local' } },
      },
    },
  };
  await writeFile(join(home, 'opencode.json'), JSON.stringify(config));
  return await run([...(asking.before ?? []), program, 'run', '--format', 'json', 'What did you do?'], home, {
    OPENCODE_DISABLE_MODELS_FETCH: '1',
    OPENCODE_DISABLE_AUTOUPDATE: '1',
    OPENCODE_DISABLE_LSP_DOWNLOAD: '1',
    // Where it wants a package of its own there is none, and it learns so at once.
    BUN_CONFIG_REGISTRY: 'http://127.0.0.1:9',
    npm_config_registry: 'http://127.0.0.1:9',
    npm_config_fetch_retries: '0',
    ...asking.env,
  });
}

/** Installs a package of npm at exactly this version, without its scripts; returns the directory. */
export async function install(spec: string, name: string): Promise<string> {
  const directory = join(cacheHome, 'stream-tts-test', name);
  if (!existsSync(join(directory, 'node_modules', '.package-lock.json'))) {
    mkdirSync(directory, { recursive: true });
    await writeFile(join(directory, 'package.json'), '{"private":true}');
    const args = ['install', '--no-audit', '--no-fund', '--ignore-scripts', spec];
    await promisify(execFile)('npm', args, { cwd: directory });
  }
  return directory;
}

async function run(
  [program = '', ...args]: readonly string[],
  home: string,
  env: Readonly<Record<string, string | undefined>>,
): Promise<AgentRun> {
  const child = spawn(program, args, {
    cwd: home,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: 120_000,
    env: { PATH: process.env.PATH, HOME: home, XDG_CACHE_HOME: join(home, '.cache'), ...env } as NodeJS.ProcessEnv,
  });
  const chunks: Buffer[] = [];
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, stdout: Buffer.concat(chunks), stderr, home };
}
