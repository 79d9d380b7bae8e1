// The main script of the single executable: unpacks the program once, then runs it from there.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, sep } from 'node:path';
import { getAsset, getRawAsset } from 'node:sea';
import { gunzipSync } from 'node:zlib';
import { cacheHome } from '../../src/models/home.ts';

interface Packed {
  readonly path: string;
  readonly bytes: number;
  readonly mode: number;
  readonly sha256: string;
}

const programs = join(cacheHome(process.env), 'programs');
const app = join(programs, getAsset('app.key', 'utf8'));
try {
  if (!existsSync(app)) unpack();
} catch (error) {
  process.stderr.write(`stream-tts: the program could not be unpacked to ${app}: ${messageOf(error)}.\n`);
  process.exit(3);
}
start();

/** Beside its place first, so that what is there is whole; versions of before are removed. */
function unpack(): void {
  mkdirSync(programs, { recursive: true });
  const before = readdirSync(programs);
  const temporary = mkdtempSync(join(programs, '.unpacking-'));
  const bytes = gunzipSync(Buffer.from(getRawAsset('app.gz') as ArrayBuffer));
  const headLength = bytes.readUInt32LE(0);
  const { files } = JSON.parse(bytes.toString('utf8', 4, 4 + headLength)) as { files: Packed[] };
  let at = 4 + headLength;
  for (const { path, bytes: length, mode, sha256 } of files) {
    const content = bytes.subarray(at, at + length);
    at += length;
    if (createHash('sha256').update(content).digest('hex') !== sha256) throw new Error(`${path} is damaged`);
    mkdirSync(dirname(join(temporary, path)), { recursive: true });
    writeFileSync(join(temporary, path), content, { mode });
  }
  // `import` is the loader's own only in a module that is a file.
  writeFileSync(join(temporary, 'start.cjs'), 'module.exports = (path) => import(path);\n');
  try {
    renameSync(temporary, app);
  } catch (error) {
    // Another one was quicker.
    rmSync(temporary, { recursive: true, force: true });
    if (!existsSync(app)) throw error;
  }
  for (const name of before) rmSync(join(programs, name), { recursive: true, force: true });
}

/** Node's own flags mean nothing here; a script of the program is what a child process of it is to run. */
function start(): void {
  const words = process.argv.slice(2);
  const script = words.findIndex((word) => word.startsWith(app + sep) && /\.[cm]?js$/.test(word));
  const isChild = script !== -1 && words.slice(0, script).every((word) => word.startsWith('-'));
  const entry = isChild ? (words[script] ?? '') : join(app, 'dist', 'cli', 'entry.js');
  process.argv = [process.execPath, entry, ...(isChild ? words.slice(script + 1) : words)];
  const load = createRequire(join(app, 'start.cjs'))('./start.cjs') as (path: string) => Promise<unknown>;
  load(entry).catch((error: unknown) => {
    process.stderr.write(`stream-tts: ${messageOf(error)}\n`);
    process.exit(1);
  });
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
