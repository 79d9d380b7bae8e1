import { StreamTtsError } from '../spec/errors.ts';
import type { Io } from './command.ts';

/**
 * Runs the program on this process's own streams and signals, and ends it with its exit code: 130 after the second
 * Ctrl-C, 0 when whoever reads its output has stopped reading.
 */
export async function runProcess(run: (argv: readonly string[], io: Io) => Promise<number>): Promise<never> {
  const controller = new AbortController();
  const interrupt = () => controller.abort(new Error('interrupted'));
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    process.on(name, () => {
      // The first asks; whoever asks again does not want to wait.
      if (controller.signal.aborted) process.exit(130);
      interrupt();
    });
  }
  // The terminal has gone. Its shell and the kernel may both say so: whoever says it again is in no haste.
  process.on('SIGHUP', interrupt);

  const { stdout, stderr, env } = process;
  const watch = (stream: NodeJS.WriteStream) =>
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') process.exit(0);
      // A terminal that has gone.
      if (error.code === 'EIO') return interrupt();
      throw error;
    });
  watch(stdout);
  watch(stderr);
  const io: Io = {
    // Opened when somebody reads it: a client of few words never does.
    get stdin() {
      return process.stdin;
    },
    stdout,
    stderr,
    env,
    signal: controller.signal,
  };
  const code = await run(process.argv.slice(2), io).catch((error: unknown) => {
    if (!(error instanceof StreamTtsError)) throw error;
    stderr.write(`stream-tts: ${error.message}${error.fix ? ` Type: ${error.fix}` : ''}\n`);
    return error.exitCode;
  });
  // A native library may hold the process open, and stdin may never end: what was printed is flushed, then we leave.
  await new Promise<void>((resolve) => stdout.write('', () => resolve()));
  process.exit(code);
}
