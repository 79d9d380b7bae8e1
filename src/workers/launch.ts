import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { type Connection, createConnection } from '../wire/connection.ts';

/** How a worker is started; it speaks on its stdin and stdout. */
export interface WorkerProgram {
  readonly command: string;
  readonly args: readonly string[];
  /** This process's own where absent. */
  readonly env?: Readonly<Record<string, string | undefined>>;
}

/** A running worker, whatever it runs on. */
export interface Launched {
  readonly connection: Connection;
  readonly pid: number | undefined;
  /** Resolves with why it ended. Never rejects. */
  readonly ended: Promise<string>;
  /** At once. */
  kill(): void;
  /** Asks it to end, and kills it when it does not within `graceMs`. Resolves when it is gone. */
  end(graceMs: number): Promise<void>;
  /** Whether this process must stay for it. */
  hold(isNeeded: boolean): void;
}

const KEPT_CHARACTERS = 2000;
const LAST_FRAMES_MS = 1000;

export function launchWorker({ command, args, env = process.env }: WorkerProgram): Launched {
  const child = spawn(command, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...env } as NodeJS.ProcessEnv,
    // Not in the terminal's group: Ctrl-C is for this program, which decides what becomes of the sound.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  const connection = createConnection(child.stdout, child.stdin);
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said = (said + text).slice(-KEPT_CHARACTERS);
  });
  const ended = new Promise<string>((resolve) => {
    child.once('error', ({ message }) => resolve(`it could not be started: ${message}`));
    child.once('exit', (code, signal) => {
      resolve(signal === null ? `it ended with ${code}${lastLine(said)}` : `it was ended by ${signal}`);
      // A process of its own may hold its stdout open; its frames end with it all the same.
      setTimeout(() => connection.destroy(), LAST_FRAMES_MS).unref();
    });
  });
  const kill = () => {
    child.kill('SIGKILL');
  };

  return {
    connection,
    pid: child.pid,
    ended,
    kill,
    async end(graceMs) {
      if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
      connection.close();
      child.kill('SIGTERM');
      const hard = setTimeout(kill, graceMs);
      await once(child, 'exit');
      clearTimeout(hard);
    },
    hold: (isNeeded) => hold(child, isNeeded),
  };
}

function hold(child: ChildProcess, isNeeded: boolean): void {
  for (const one of [child, child.stdin, child.stdout, child.stderr]) {
    const handle = one as { ref?: () => void; unref?: () => void } | null;
    if (isNeeded) handle?.ref?.();
    else handle?.unref?.();
  }
}

function lastLine(said: string): string {
  const line = said.trim().split('\n').at(-1)?.trim();
  return line ? ` (${line.slice(0, 200)})` : '';
}
