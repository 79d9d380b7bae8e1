import { mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { PackageClient } from './fetch-packages.ts';
import { runClient } from './run-client.ts';
import { SourceError } from './source-error.ts';
import { readTarMember } from './tar.ts';

type Env = Readonly<Record<string, string | undefined>>;

/** npm packages by the machine's own npm (STREAM_TTS_NPM names it); only their files are read, nothing of them is run. */
export function createNpm({ env, workDir }: { env: Env; workDir: string }): PackageClient {
  return {
    async download(name, version, signal) {
      mkdirSync(workDir, { recursive: true });
      const dir = mkdtempSync(join(workDir, 'npm-'));
      // Its cache would hold the package a second time.
      const args = ['pack', `${name}@${version}`, '--cache', '.cache', '--ignore-scripts', ...QUICK];
      const { code, stderr } = await startNpm(args, dir, env, signal);
      const archive = readdirSync(dir).find((file) => file.endsWith('.tgz'));
      if (code === 0 && archive) return join(dir, archive);
      rmSync(dir, { recursive: true, force: true });
      if (code === null) throw new SourceError('unreachable', 'npm was not found');
      if (OFFLINE.test(stderr)) throw new SourceError('unreachable', 'npm cannot reach its registry');
      throw new SourceError('refused', `npm could not download ${name}@${version}: ${lastError(stderr)}`);
    },
    read: readTarMember,
    drop: (archive) => rmSync(join(archive, '..'), { recursive: true, force: true }),
  };
}

/** A machine without network is told so in a second, not after npm's three tries. */
const QUICK = ['--fetch-retries=1', '--fetch-retry-mintimeout=500', '--update-notifier=false'];

const OFFLINE = /ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH|ENOTCACHED|ERR_SOCKET_TIMEOUT/;

function startNpm(args: readonly string[], cwd: string, env: Env, signal?: AbortSignal) {
  const { STREAM_TTS_NPM: own, npm_execpath: running = '' } = env;
  if (own) return runClient(own, args, env, signal, { cwd });
  if (/npm-cli\.js$/.test(running)) return runClient(process.execPath, [running, ...args], env, signal, { cwd });
  // On Windows npm is a batch file, which only a shell can start.
  return runClient('npm', args, env, signal, { cwd, shell: process.platform === 'win32' });
}

function lastError(stderr: string): string {
  const lines = stderr.split('\n').filter((line) => /^npm (ERR!|error)/.test(line));
  const told = lines
    .map((line) => line.replace(/^npm (ERR!|error)\s*/, ''))
    .filter((line) => !/^code |complete log/.test(line));
  return (told[0] || 'no reason given').slice(0, 300);
}
