import { note } from './output.ts';
import { runProcess } from './process.ts';
import { runThin } from './thin.ts';

/** The client alone, as one small file: it needs a warm process, which has everything else. */
await runProcess(async (argv, io) => {
  const code = await runThin(argv, io);
  if (code !== undefined) return code;
  note(io, 'stream-tts: No warm process runs for this. Type: npx stream-tts serve');
  return 3;
});
