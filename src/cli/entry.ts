import { runProcess } from './process.ts';

await runProcess(async (argv, io) => {
  // An agent waits for its hooks: not even the client is loaded.
  if (argv[0] === 'hook' && !argv.some((word) => word === '--help' || word === '-h')) {
    return await (await import('./hook-run.ts')).runHookCommand(argv.slice(1), io);
  }
  const [{ startServe }, { runThin }] = await Promise.all([import('./start-serve.ts'), import('./thin.ts')]);
  const start = () => startServe(io);
  // Everything heavy is loaded only where no warm process does the work.
  return (await runThin(argv, io, start)) ?? (await (await import('./main.ts')).main(argv, io));
});
