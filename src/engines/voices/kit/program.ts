import { spawn } from 'node:child_process';
import { StreamTtsError } from '../../../spec/errors.ts';

/** A program of the system, and how to come by it. */
export interface Program {
  readonly command: string;
  /** Arguments before all others. */
  readonly before?: readonly string[];
  /** A command to type where it is missing. */
  readonly fix: string;
}

/**
 * Runs it with `input` on its standard input. Resolves with what it wrote on stdout; rejects with what it complained of,
 * with StreamTtsError (exit code 3) where it is not on this machine, and when the signal aborts (it is killed then).
 */
export async function runProgram(
  program: Program,
  args: readonly string[],
  { input, signal }: { input: string; signal?: AbortSignal },
): Promise<Uint8Array> {
  signal?.throwIfAborted();
  return await new Promise((resolve, reject) => {
    const child = spawn(program.command, [...(program.before ?? []), ...args], {
      // Not in the terminal's group: Ctrl-C is for this program, which decides what becomes of the sound.
      detached: process.platform !== 'win32',
      windowsHide: true,
    });
    const out: Buffer[] = [];
    let complaint = '';
    const kill = () => child.kill('SIGKILL');
    signal?.addEventListener('abort', kill, { once: true });
    child.stdout.on('data', (bytes: Buffer) => out.push(bytes));
    child.stderr.on('data', (bytes: Buffer) => {
      complaint = (complaint + bytes.toString()).slice(-2000);
    });
    // A broken pipe means that the program is gone; its exit tells why.
    child.stdin.on('error', () => {});
    child.on('error', (error) => reject(isMissing(error) ? missing(program) : error));
    child.on('close', (code, by) => {
      signal?.removeEventListener('abort', kill);
      if (code === 0) resolve(Buffer.concat(out));
      else reject(new Error(complaint.trim().split('\n')[0] || `${program.command} ended with ${by ?? code}`));
    });
    child.stdin.end(input);
  });
}

export function missing({ command, fix }: Program): StreamTtsError {
  const message = `The program ${command} is not on this machine.`;
  return new StreamTtsError({ code: 'program-missing', stage: 'voice', exitCode: 3, message, fix });
}

export function isMissing(error: Error & { code?: string }): boolean {
  return error.code === 'ENOENT';
}
