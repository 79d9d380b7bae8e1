import { spawn } from 'node:child_process';

/**
 * Runs a package registry's client to its end. `code` is null where it could not be started; `stderr` is the end of
 * what it said. Rejects only with the signal's reason.
 */
export function runClient(
  command: string,
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
  signal?: AbortSignal,
  options: { cwd?: string; shell?: boolean } = {},
): Promise<{ code: number | null; stderr: string }> {
  signal?.throwIfAborted();
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { ...options, env: { ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
    let stderr = '';
    const stop = () => child.kill();
    signal?.addEventListener('abort', stop, { once: true });
    const settle = (code: number | null) => {
      signal?.removeEventListener('abort', stop);
      if (signal?.aborted) reject(signal.reason);
      else resolve({ code, stderr });
    };
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      stderr = (stderr + text).slice(-8000);
    });
    child.once('error', () => settle(null));
    child.once('close', settle);
  });
}
