import { StreamTtsError } from '../spec/errors.ts';
import { runThin } from './thin.ts';

const controller = new AbortController();
let interrupts = 0;

for (const name of ['SIGINT', 'SIGTERM'] as const) {
  process.on(name, () => {
    interrupts += 1;
    // The first asks; whoever asks again does not want to wait.
    if (interrupts > 1) process.exit(130);
    controller.abort(new Error('interrupted'));
  });
}

// Whoever reads our output may stop reading: that is no error.
for (const stream of [process.stdout, process.stderr]) {
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
}

const { stdin, stdout, stderr, env } = process;
const argv = process.argv.slice(2);
const io = { stdin, stdout, stderr, env, signal: controller.signal };
// Everything heavy is loaded only where no warm process does the work.
const code = (await runThin(argv, io).catch(told)) ?? (await (await import('./main.ts')).main(argv, io));
// A native library may hold the process open, and stdin may never end: what was printed is flushed, then we leave.
await new Promise<void>((resolve) => stdout.write('', () => resolve()));
process.exit(code);

function told(error: unknown): number {
  if (!(error instanceof StreamTtsError)) throw error;
  stderr.write(`stream-tts: ${error.message}${error.fix ? ` Type: ${error.fix}` : ''}\n`);
  return error.exitCode;
}
