import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { makeZip } from './zip.ts';

/** A `python` whose only talent is `-m pip download`. Everything it was asked lies in `log()`. */
export interface FakePip {
  /** For STREAM_TTS_PYTHON. */
  readonly python: string;
  /** `NAME==VERSION` of each download asked for. */
  log(): string[];
  add(name: string, version: string, members: Readonly<Record<string, Uint8Array>>): void;
  /** The next downloads of NAME print this and fail, until it is taken back with undefined. */
  fail(name: string, message: string | undefined): void;
  /** Downloads of NAME hang until they are killed, until it is taken back. */
  hang(name: string, hangs: boolean): void;
  /** The next download of NAME gives a wheel that does not unpack. */
  damageOnce(name: string): void;
}

/** Writes the program and its wheels below `dir`. */
export function createFakePip(dir: string): FakePip {
  mkdirSync(dir, { recursive: true });
  const python = join(dir, 'python');
  const log = join(dir, 'log');
  writeFileSync(
    python,
    `#!/bin/sh
case " $* " in *" --version "*) echo "pip 0 (fake)"; exit 0;; esac
while [ $# -gt 0 ]; do
  if [ "$1" = --dest ]; then dest=$2; shift; fi
  last=$1
  shift
done
name=\${last%%==*}
version=\${last##*==}
echo "$last" >> '${log}'
if [ -f '${dir}'/$name.hang ]; then exec sleep 60; fi
if [ -f '${dir}'/$name.fail ]; then cat '${dir}'/$name.fail >&2; exit 1; fi
if [ -f '${dir}'/$name.damage ]; then mv '${dir}'/$name.damage "$dest/$name-$version.whl"; exit 0; fi
cp '${dir}'/$name-$version.whl "$dest/" 2>/dev/null && exit 0
echo "ERROR: No matching distribution found for $last" >&2
exit 1
`,
    { mode: 0o755 },
  );
  const set = (file: string, content: string | undefined) => {
    if (content === undefined) rmSync(join(dir, file), { force: true });
    else writeFileSync(join(dir, file), content);
  };
  return {
    python,
    log: () => (existsSync(log) ? readFileSync(log, 'utf8').trim().split('\n') : []),
    add: (name, version, members) => writeFileSync(join(dir, `${name}-${version}.whl`), makeZip(members)),
    fail: (name, message) => set(`${name}.fail`, message),
    hang: (name, hangs) => set(`${name}.hang`, hangs ? '' : undefined),
    damageOnce: (name) => set(`${name}.damage`, 'this is no zip'),
  };
}
