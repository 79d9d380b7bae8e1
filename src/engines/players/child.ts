import { type ChildProcessByStdio, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';

export type Env = Readonly<Record<string, string | undefined>>;

/** One running program that hears raw sound on its standard input. */
export interface Child {
  /** True as soon as it is known that nobody listens any more. */
  readonly ended: boolean;
  /** Resolves with the reason when it ended badly, with undefined when it ended well. Never rejects. */
  readonly end: Promise<string | undefined>;
  /** The line that says most of what it wrote on stderr. */
  readonly said: string;
  /** Resolves when there is room for more, or when the program ended. */
  write(bytes: Uint8Array): Promise<void>;
  /** No more sound: the program plays what it has and ends. */
  finish(): void;
  /** It stands still; false where the system knows nothing of the kind. */
  freeze(): boolean;
  thaw(): void;
  /** What it has not played is lost, at once. */
  kill(): void;
}

/** How much of what a program says on stderr is kept. */
const KEPT_CHARACTERS = 2000;

/** Some programs print their manual after it, or the names of their source files. */
const COMPLAINT = /error|fail|cannot|could not|refused|unrecognized|invalid|no such|sorry/i;

export function startChild(command: string, args: readonly string[], env: Env): Child {
  const child: ChildProcessByStdio<Writable, null, Readable> = spawn(command, args, {
    stdio: ['pipe', 'ignore', 'pipe'],
    env: { ...env, LC_ALL: 'C' },
    // Not in the terminal's group: Ctrl-C is for this program, which decides what becomes of the sound.
    detached: process.platform !== 'win32',
    windowsHide: true,
  });
  let ended = false;
  let said = '';
  child.stderr.setEncoding('utf8');
  child.stderr.on('data', (text: string) => {
    said = (said + text).slice(-KEPT_CHARACTERS);
  });
  // A broken pipe means that the program is gone; its exit tells why.
  child.stdin.on('error', () => {});

  const complaint = () => {
    const lines = said.split('\n').map((line) => line.trim());
    return lines.find((line) => COMPLAINT.test(line)) ?? lines.find((line) => line !== '') ?? '';
  };

  const end = new Promise<string | undefined>((resolve) => {
    const finish = (reason: string | undefined) => {
      ended = true;
      resolve(reason);
    };
    child.on('error', (error) => finish(error.message));
    child.on('exit', () => {
      ended = true;
    });
    child.on('close', (code, signal) => {
      if (code === 0) finish(undefined);
      else finish(complaint() || (signal ? `ended by ${signal}` : `exit code ${code}`));
    });
  });

  return {
    get ended() {
      return ended;
    },
    end,
    get said() {
      return complaint();
    },
    async write(bytes) {
      if (ended || child.stdin.destroyed || child.stdin.write(bytes)) return;
      await new Promise<void>((resolve) => {
        const done = () => {
          child.stdin.off('drain', done);
          child.stdin.off('close', done);
          child.off('close', done);
          resolve();
        };
        child.stdin.on('drain', done);
        child.stdin.on('close', done);
        child.on('close', done);
        if (child.stdin.destroyed) done();
      });
    },
    finish() {
      child.stdin.end();
    },
    freeze: () => process.platform !== 'win32' && child.kill('SIGSTOP'),
    thaw() {
      child.kill('SIGCONT');
    },
    kill() {
      // Not SIGTERM: players answer it by playing their buffer, or late. They hold nothing worth saving, and a sound
      // server or the kernel drops the stream of a process that is gone.
      child.kill('SIGKILL');
      child.stdin.destroy();
    },
  };
}
