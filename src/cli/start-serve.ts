import { spawn } from 'node:child_process';
import { warmEnv } from '../app/warm-env.ts';
import type { Io } from './command.ts';
import { note } from './output.ts';

const PATIENCE_MS = 20_000;

/**
 * Starts the warm process as a program of its own, which outlives this one. Resolves when it is ready; with false, after
 * a line on stderr, when it could not be started.
 */
export async function startServe(io: Io): Promise<boolean> {
  const [program = process.execPath, script = ''] = process.argv;
  const child = spawn(program, [...process.execArgv, script, 'serve', '--json'], {
    env: warmEnv(io.env) as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'ignore'],
    detached: true,
    windowsHide: true,
  });
  const isReady = await new Promise<boolean>((resolve) => {
    const timer = setTimeout(() => resolve(false), PATIENCE_MS);
    const settle = (ready: boolean) => {
      clearTimeout(timer);
      resolve(ready);
    };
    child.stdout.once('data', () => settle(true));
    child.once('error', () => settle(false));
    child.once('exit', () => settle(false));
  });
  child.stdout.destroy();
  child.unref();
  if (!isReady) note(io, 'stream-tts: The warm process could not be started. Type: npx stream-tts serve');
  return isReady;
}
