// One executable for this machine: Node itself, and as its asset everything that `npm ci --omit=dev` would bring.
// Why not one bundled script: node-llama-cpp and the native libraries find their files beside their modules, and a
// module with a top-level await cannot be bundled for the CommonJS main of a single executable.
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  copyFileSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { build } from 'esbuild';
import { ROOT } from '../prepare.mjs';

/** The mark in Node's executable that says where the asset goes: Node's documentation of single executables. */
const FUSE = 'NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2';
/** What no program reads: sources of other languages, types, maps, tests, and the libraries of other platforms. */
const LEFT_OUT = [
  /\.(?:d\.[cm]?ts|ts|map|md|markdown|txt)$/,
  /\/(?:test|tests|docs|example|examples|\.github)\//,
  /^node_modules\/(?:typescript|@typescript|@types)\//,
  /^node_modules\/node-llama-cpp\/(?:llama\/(?!.*\.json$)|templates\/)/,
  /^node_modules\/\.bin\//,
];
const ONNX = 'node_modules/onnxruntime-node/bin/napi-v6/';
const KEPT_TEXTS = /LICEN[CS]E|COPYING|NOTICE/i;

export async function packExecutable(directory) {
  const started = performance.now();
  const work = mkdtempSync(join(tmpdir(), 'stream-tts-pack-'));
  try {
    const files = [
      'package.json',
      'demo/session.jsonl',
      'NOTICE',
      'LICENSE',
      ...below('dist').filter(isWanted),
      ...below('page').filter((path) => !path.endsWith('.json')),
      ...runtimePackages()
        .flatMap((path) => below(path))
        .filter(isWanted),
    ];
    const archive = pack([...new Set(files)]);
    writeFileSync(join(work, 'app.gz'), archive.bytes);
    writeFileSync(join(work, 'app.key'), archive.key);
    await build({
      entryPoints: [join(ROOT, 'scripts', 'pack', 'main.ts')],
      outfile: join(work, 'main.cjs'),
      bundle: true,
      platform: 'node',
      format: 'cjs',
      target: 'node20',
      logLevel: 'warning',
    });
    const config = {
      main: join(work, 'main.cjs'),
      output: join(work, 'blob'),
      disableExperimentalSEAWarning: true,
      useSnapshot: false,
      assets: { 'app.gz': join(work, 'app.gz'), 'app.key': join(work, 'app.key') },
    };
    writeFileSync(join(work, 'sea.json'), JSON.stringify(config));
    execFileSync(process.execPath, ['--experimental-sea-config', join(work, 'sea.json')], { stdio: 'pipe' });
    const target = join(directory, process.platform === 'win32' ? 'stream-tts.exe' : 'stream-tts');
    rmSync(target, { force: true });
    copyFileSync(process.execPath, target);
    chmodSync(target, 0o755);
    if (process.platform === 'darwin') execFileSync('codesign', ['--remove-signature', target]);
    const { inject } = await import('postject');
    await inject(target, 'NODE_SEA_BLOB', readFileSync(join(work, 'blob')), {
      sentinelFuse: FUSE,
      ...(process.platform === 'darwin' ? { machoSegmentName: 'NODE_SEA' } : {}),
    });
    if (process.platform === 'darwin') execFileSync('codesign', ['--sign', '-', target]);
    const megabytes = (path) => Math.round(statSync(path).size / 1e6);
    const seconds = Math.round((performance.now() - started) / 1000);
    console.log(
      `build/stream-tts: ${megabytes(target)} MB, of it Node ${megabytes(process.execPath)} MB and ${files.length} files of the program in ${Math.round(archive.bytes.length / 1e6)} MB; made in ${seconds} s`,
    );
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** A length (uint32, little-endian), that much JSON of {files: [{path, bytes, mode, sha256}]}, then their contents. */
function pack(paths) {
  const contents = paths.map((path) => readFileSync(join(ROOT, path)));
  const files = paths.map((path, i) => ({
    path,
    bytes: contents[i].length,
    mode: statSync(join(ROOT, path)).mode & 0o777,
    sha256: createHash('sha256').update(contents[i]).digest('hex'),
  }));
  const head = Buffer.from(JSON.stringify({ files }));
  const length = Buffer.alloc(4);
  length.writeUInt32LE(head.length);
  return {
    bytes: gzipSync(Buffer.concat([length, head, ...contents]), { level: 6 }),
    key: createHash('sha256').update(head).digest('hex').slice(0, 16),
  };
}

/** Folders of the installed packages that the program needs when it runs, by the lock file. */
function runtimePackages() {
  const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8'));
  return Object.entries(packages)
    .filter(([path, entry]) => path !== '' && !entry.dev && statSync(join(ROOT, path), { throwIfNoEntry: false }))
    .map(([path]) => path);
}

function isWanted(path) {
  if (path.startsWith(ONNX)) return path.startsWith(`${ONNX}${process.platform}/${process.arch}/`);
  return KEPT_TEXTS.test(path) || !LEFT_OUT.some((pattern) => pattern.test(path));
}

/** Every file below a folder of the project, without the packages nested in it. */
function below(folder) {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === 'node_modules' ? [] : below(path);
    return entry.isFile() ? [path] : [];
  });
}
