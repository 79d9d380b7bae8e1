// A fuzzer guided by coverage: node --import tsx test/text/fuzz.ts [--seconds N] [--seed N]. What it finds is written
// to test/fixtures/fuzz; test/text/fuzz-finds.test.ts then holds every find.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { Session } from 'node:inspector';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { examine } from './examine.ts';

const FIXTURES = fileURLToPath(new URL('../fixtures/', import.meta.url));
const FINDS = join(FIXTURES, 'fuzz');
const CURRENT = join(tmpdir(), `stream-tts-fuzz-${process.ppid}.bin`);
const MAX_BYTES = 12_000;
/** Of the processor: another program's load is no find. */
const SLOW_MS = 2000;
/** Coverage is looked at after so many inputs. */
const BATCH = 8;

const TOKENS =
  '``` ~~~ ** * _ [ ]( ) ![ > - 1. # | \\ $ $$ \\( <b> <!-- --> :// @ . 。 ! ? \n \r\n \t { } " \\u " : , 🎉 \u001b[ \u0000 --- === - [ ] [^1]: password= -----BEGIN'.split(
    ' ',
  );

const seconds = option('--seconds', 60);
const seed = option('--seed', Date.now() % 2 ** 31);

if (process.argv.includes('--child')) fuzz();
else watch();

/** Runs the fuzzer in a child, so that an input that never ends is a find as well. */
function watch(): void {
  const current = join(tmpdir(), `stream-tts-fuzz-${process.pid}.bin`);
  const args = [
    '--import',
    'tsx',
    fileURLToPath(import.meta.url),
    '--child',
    '--seconds',
    `${seconds}`,
    '--seed',
    `${seed}`,
  ];
  const { status, error } = spawnSync(process.execPath, args, {
    stdio: 'inherit',
    timeout: (seconds + 30) * 1000,
    killSignal: 'SIGKILL',
  });
  if (error !== undefined || status === null) keep(readFileSync(current), 'never ends');
  process.exitCode = status === 0 ? 0 : 1;
}

function fuzz(): void {
  const random = generator(seed);
  const corpus = seeds();
  const coverage = createCoverage();
  const until = performance.now() + seconds * 1000;
  let runs = 0;
  let finds = 0;
  for (const input of corpus) finds += attempt(input, random);
  coverage.grown();
  while (performance.now() < until) {
    const batch = Array.from({ length: BATCH }, () => mutate(corpus, random));
    for (const input of batch) finds += attempt(input, random);
    runs += BATCH;
    // Which one of the batch was new is not asked: all of it is kept while it is short.
    if (coverage.grown()) corpus.push(...batch.filter((input) => input.length < 2000).slice(0, 2));
  }
  console.log(`fuzz: seed ${seed}, ${runs} inputs, corpus ${corpus.length}, ${coverage.size()} ranges, ${finds} finds`);
  process.exitCode = finds === 0 ? 0 : 1;
}

function attempt(input: Buffer, random: () => number): number {
  writeFileSync(CURRENT, input);
  const before = process.cpuUsage();
  const cuts = Array.from({ length: 8 }, () => Math.floor(random() * (input.length + 1)));
  const trouble = examine(input, cuts) ?? (cpuMs(before) > SLOW_MS ? 'slow' : undefined);
  if (trouble === undefined) return 0;
  keep(input, trouble);
  return 1;
}

function cpuMs(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

function keep(input: Buffer, trouble: string): void {
  mkdirSync(FINDS, { recursive: true });
  const name = `${createHash('sha256').update(input).digest('hex').slice(0, 12)}.bin`;
  writeFileSync(join(FINDS, name), input);
  console.error(`fuzz: ${name}: ${trouble.slice(0, 300)}`);
}

function seeds(): Buffer[] {
  return ['samples', 'replies', 'fuzz'].flatMap((folder) => {
    try {
      const directory = join(FIXTURES, folder);
      return readdirSync(directory)
        .filter((file) => file !== 'expected.json')
        .map((file) => readFileSync(join(directory, file)).subarray(0, MAX_BYTES));
    } catch {
      return [];
    }
  });
}

function mutate(corpus: readonly Buffer[], random: () => number): Buffer {
  const pick = () => corpus[Math.floor(random() * corpus.length)] ?? Buffer.alloc(0);
  let bytes: Buffer = Buffer.from(pick());
  const times = 1 + Math.floor(random() * 6);
  for (let i = 0; i < times; i += 1) {
    const at = Math.floor(random() * (bytes.length + 1));
    const length = Math.floor(random() ** 3 * 200);
    const kind = Math.floor(random() * 6);
    const token = Buffer.from(TOKENS[Math.floor(random() * TOKENS.length)] ?? '');
    const other = pick();
    const from = Math.floor(random() * other.length);
    const middle =
      kind === 0
        ? token
        : kind === 1
          ? Buffer.from([Math.floor(random() * 256)])
          : kind === 2
            ? bytes.subarray(at, at + length)
            : kind === 3
              ? other.subarray(from, from + length)
              : kind === 4
                ? Buffer.concat(Array.from({ length: length + 1 }, () => token))
                : Buffer.alloc(0);
    const skip = kind === 5 || kind === 1 ? Math.min(length, bytes.length - at) : 0;
    bytes = Buffer.concat([bytes.subarray(0, at), middle, bytes.subarray(at + skip)]);
  }
  return bytes.subarray(0, MAX_BYTES);
}

/** Which ranges of the sources and of the text room have run so far. */
function createCoverage() {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true });
  const seen = new Set<string>();
  return {
    size: () => seen.size,
    grown(): boolean {
      const before = seen.size;
      session.post('Profiler.takePreciseCoverage', (error, found) => {
        if (error !== null) throw error;
        for (const { url, functions } of found.result) {
          if (!/src\/(?:text|engines\/sources)\//.test(url)) continue;
          for (const { ranges } of functions) {
            for (const range of ranges) if (range.count > 0) seen.add(`${url}:${range.startOffset}-${range.endOffset}`);
          }
        }
      });
      return seen.size > before;
    },
  };
}

function option(name: string, otherwise: number): number {
  const at = process.argv.indexOf(name);
  return at < 0 ? otherwise : Number(process.argv[at + 1]);
}

/** Mulberry32: the same numbers for the same seed. */
function generator(start: number): () => number {
  let state = start >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
