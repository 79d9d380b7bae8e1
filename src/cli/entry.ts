import { runProcess } from './process.ts';
import { runThin } from './thin.ts';

await runProcess(async (argv, io) => {
  // Everything heavy is loaded only where no warm process does the work.
  return (await runThin(argv, io)) ?? (await (await import('./main.ts')).main(argv, io));
});
