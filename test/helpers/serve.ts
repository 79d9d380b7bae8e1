import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { ROOT } from './cli.ts';

const ENTRY = fileURLToPath(new URL('../../src/cli/entry.ts', import.meta.url));

export interface Serving {
  /** Its line of `--json`. */
  readonly ready: {
    readonly pid: number;
    readonly port: number;
    readonly socket: string;
    readonly tokenFile: string;
    readonly url: string;
  };
  /** All that it has written so far, on stdout and stderr. */
  output(): string;
  kill(signal: NodeJS.Signals): void;
  /** Resolves with its exit code when it has ended; null after a signal. */
  readonly exit: Promise<number | null>;
}

/** Starts a warm process as a user would, and waits until it is ready. */
export async function startServing(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): Promise<Serving> {
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', ENTRY, 'serve', '--json', ...args], {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
  }
  const exit = new Promise<number | null>((resolve) => child.on('close', resolve));
  const first = new Promise<string>((resolve) => {
    if (child.stdout !== null) createInterface({ input: child.stdout }).once('line', resolve);
  });
  const line = await Promise.race([
    first,
    exit.then((code) => Promise.reject(new Error(`serve ended (${code}): ${said}`))),
  ]);
  return {
    ready: JSON.parse(line) as Serving['ready'],
    output: () => said,
    kill: (signal) => child.kill(signal),
    exit,
  };
}
