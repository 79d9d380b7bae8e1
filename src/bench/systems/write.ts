import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Sizes } from './author.ts';
import { type ReportInput, renderSystems, replaceSection } from './report.ts';

const ROOT = fileURLToPath(new URL('../../..', import.meta.url));
const DOCUMENT = 'performance-comparison.md';

/** Writes the section, the chart and the figures of one run into `directory`. */
export function writeSystems(directory: string, { chart, ...input }: ReportInput & { readonly chart: string }): void {
  const file = join(directory, DOCUMENT);
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '# Performance, measured\n';
  writeFileSync(file, replaceSection(before, renderSystems(input)));
  writeFileSync(join(directory, 'systems.svg'), chart);
  writeFileSync(join(directory, 'systems.json'), `${JSON.stringify(input, null, 2)}\n`);
}

/** The thin coordinator, where `npm run pack` made it. */
export function coordinatorFile(): string | undefined {
  const file = join(ROOT, 'build', 'stream-tts-coordinator.mjs');
  return existsSync(file) ? file : undefined;
}

/** What the program itself is; lines and seconds are null where its sources are not here. */
export function measureProgram(): {
  readonly linesOfCode: number | null;
  readonly buildSeconds: number | null;
  readonly sizes: Sizes;
} {
  const sources = join(ROOT, 'src');
  const lines = files(sources).map((file) => readFileSync(file, 'utf8').split('\n').length - 1);
  const program = files(join(ROOT, 'dist')).filter((file) => file.endsWith('.js'));
  return {
    linesOfCode: lines.length === 0 ? null : lines.reduce((sum, count) => sum + count, 0),
    buildSeconds: lines.length === 0 ? null : buildSeconds(),
    sizes: {
      program: program.length === 0 ? undefined : program.reduce((sum, file) => sum + statSync(file).size, 0),
      thin: statSync(coordinatorFile() ?? '', { throwIfNoEntry: false })?.size,
      executable: statSync(join(ROOT, 'build', 'stream-tts'), { throwIfNoEntry: false })?.size,
    },
  };
}

function buildSeconds(): number | null {
  const compiler = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
  if (!existsSync(compiler)) return null;
  const outDir = mkdtempSync(join(tmpdir(), 'stream-tts-build-'));
  const startedAtMs = performance.now();
  const args = ['-p', join(ROOT, 'tsconfig.build.json'), '--incremental', 'false', '--tsBuildInfoFile', 'null'];
  const { status } = spawnSync(process.execPath, [compiler, ...args, '--outDir', outDir], { stdio: 'ignore' });
  const seconds = (performance.now() - startedAtMs) / 1000;
  rmSync(outDir, { recursive: true, force: true });
  return status === 0 ? Math.round(seconds * 10) / 10 : null;
}

function files(directory: string): string[] {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    const path = join(directory, entry.name);
    return entry.isDirectory() ? files(path) : [path];
  });
}
