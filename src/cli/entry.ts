import { runProcess } from './process.ts';
import { startServe } from './start-serve.ts';
import { runThin } from './thin.ts';

await runProcess(async (argv, io) => {
  const start = () => startServe(io);
  // Everything heavy is loaded only where no warm process does the work.
  return (await runThin(argv, io, start)) ?? (await (await import('./main.ts')).main(argv, io));
});
