// Installs and builds what is missing, with nothing but Node: it runs before anything is installed.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = dirname(dirname(fileURLToPath(import.meta.url)));

/** Runs `npm ci` when this checkout has no dependencies, or older ones than its lock file asks for. */
export function ensureInstalled() {
  const installed = join(ROOT, 'node_modules', '.package-lock.json');
  const current =
    existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(ROOT, 'package-lock.json')).mtimeMs;
  // A fresh clone's lock file is newer than nothing; a touched one is installed again, which is cheap.
  if (!current) install();
}

/** Builds dist/ when it is missing or older than the sources. */
export function ensureBuilt() {
  const entry = join(ROOT, 'dist', 'cli', 'entry.js');
  if (!existsSync(join(ROOT, 'src'))) return;
  if (
    existsSync(entry) &&
    statSync(join(ROOT, 'dist', '.tsbuildinfo'), { throwIfNoEntry: false })?.mtimeMs >= newest(join(ROOT, 'src'))
  )
    return;
  // An install without the development tools cannot build.
  if (!existsSync(join(ROOT, 'node_modules', 'typescript'))) install();
  note('building …');
  run(process.execPath, [
    join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc'),
    '-p',
    join(ROOT, 'tsconfig.build.json'),
  ]);
}

function install() {
  note('installing the dependencies (npm ci, about 550 MB on disk) …');
  run('npm', ['ci', '--no-audit', '--no-fund']);
}

/** Runs a program to its end; its failure is ours. What it prints goes to stderr, so that stdout stays clean. */
function run(command, args) {
  const { status } = spawnSync(command, args, {
    cwd: ROOT,
    stdio: ['ignore', 2, 2],
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    note(`${command} ${args.join(' ')} failed.`);
    process.exit(status ?? 1);
  }
}

function newest(directory) {
  let latest = 0;
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    latest = Math.max(latest, entry.isDirectory() ? newest(path) : statSync(path).mtimeMs);
  }
  return latest;
}

function note(line) {
  process.stderr.write(`stream-tts: ${line}\n`);
}
