// Completes package-lock.json for the platforms that the registry in use does not carry.
// Why: some registries mirror only the packages of their own platform; `npm install` then leaves the
// others out of the lock file and `npm ci` refuses it, here and on every other platform. An entry with a
// version, an os and a cpu is enough: npm skips it elsewhere and finds it by name where it is needed.
// Run after every `npm install`: node scripts/lock.mjs
import { readFileSync, writeFileSync } from 'node:fs';

const OS = {
  android: 'android',
  darwin: 'darwin',
  mac: 'darwin',
  win32: 'win32',
  win: 'win32',
  windows: 'win32',
  linux: 'linux',
  freebsd: 'freebsd',
  openbsd: 'openbsd',
  netbsd: 'netbsd',
  sunos: 'sunos',
  aix: 'aix',
  openharmony: 'openharmony',
};
const CPU = {
  x64: 'x64',
  arm64: 'arm64',
  ia32: 'ia32',
  arm: 'arm',
  armv7l: 'arm',
  riscv64: 'riscv64',
  ppc64: 'ppc64',
  loong64: 'loong64',
  mips64el: 'mips64el',
  s390x: 's390x',
  universal: undefined,
  msvc: undefined,
};

const file = new URL('../package-lock.json', import.meta.url);
const lock = JSON.parse(readFileSync(file, 'utf8'));
const overrides =
  lock.packages[''].overrides ??
  JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).overrides ??
  {};
let added = 0;
for (const [path, entry] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
    const nested = `${path}/node_modules/${name}`;
    const key = `node_modules/${name}`;
    if (path === '' || lock.packages[key] || lock.packages[nested]) continue;
    lock.packages[key] = placeholder(name, version, entry.dev);
    added += 1;
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
writeFileSync(file, `${JSON.stringify(lock, null, 2)}\n`);
console.log(`lock: ${added} entries of other platforms added`);

function placeholder(name, version, dev) {
  const alias = /^npm:(.+)@([^@]+)$/.exec(overrides[name] ?? '');
  const real = alias ? alias[1] : name;
  const words = real.split(/[/-]/);
  const os = words.map((word) => OS[word]).find(Boolean);
  const cpu = words.map((word) => CPU[word]).find(Boolean);
  if (os === undefined) throw new Error(`${name}: no operating system in this name; add the entry by hand`);
  return {
    ...(alias ? { name: real } : {}),
    version: alias ? alias[2] : version,
    ...(cpu ? { cpu: [cpu] } : {}),
    ...(dev ? { dev: true } : {}),
    ...(words.includes('musl') ? { libc: ['musl'] } : {}),
    optional: true,
    os: [os],
  };
}
