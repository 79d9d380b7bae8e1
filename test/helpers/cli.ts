import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Event } from '../../src/spec/events.ts';

export const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const ENTRY = fileURLToPath(new URL('../../src/cli/entry.ts', import.meta.url));

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface CliOptions {
  readonly input?: string | Uint8Array | AsyncIterable<Uint8Array>;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Closes the reading end of its stdout at the first output, as `head` does. */
  readonly closeStdout?: boolean;
  /** Sees the output as it comes, and may end the program. */
  readonly onStdout?: (text: string, kill: (signal: NodeJS.Signals) => void) => void;
}

/** Runs the program from its sources as a user would, in a process of its own. */
export async function runCli(args: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  const child = spawn(process.execPath, ['--import', 'tsx', ENTRY, ...args], {
    cwd: ROOT,
    // A warm process that runs on this machine is the user's, not the test's.
    env: { ...process.env, STREAM_TTS_RUNTIME: 'pure', ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
    if (options.closeStdout) child.stdout.destroy();
    options.onStdout?.(text, (signal) => child.kill(signal));
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  child.stdin.on('error', () => {});
  const { input = '' } = options;
  const exited = new Promise<number | null>((resolve) => child.on('close', resolve));
  if (typeof input === 'string' || input instanceof Uint8Array) child.stdin.end(input);
  else {
    for await (const chunk of input) child.stdin.write(chunk);
    child.stdin.end();
  }
  return { code: await exited, stdout, stderr };
}

/** The events of `--events -` or of a file's text. */
export function parseEvents(text: string): Event[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Event);
}

export function eventsOf<T extends Event['type']>(
  events: readonly Event[],
  type: T,
): Array<Extract<Event, { type: T }>> {
  return events.filter((event): event is Extract<Event, { type: T }> => event.type === type);
}
