import { type Env, startChild } from './child.ts';
import type { Program } from './programs.ts';

/** A program that has not played a moment of silence by then has no sound system that answers. */
const PATIENCE_MS = 3000;
const SILENCE_MS = 20;

/**
 * Why the program cannot play here, or undefined: it plays a moment of silence and must end well. Asking a sound
 * server instead would say nothing about the device, the format or the program's version.
 */
export async function probe(
  program: Program,
  command: string,
  args: readonly string[],
  env: Env,
  sampleRateHz: number,
): Promise<string | undefined> {
  const child = startChild(command, args, env);
  await child.write(new Uint8Array(2 * Math.ceil((sampleRateHz * SILENCE_MS) / 1000)));
  child.finish();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<string>((resolve) => {
    timer = setTimeout(() => resolve(`no answer within ${PATIENCE_MS / 1000} s`), PATIENCE_MS);
  });
  const reason = await Promise.race([child.end, late]);
  clearTimeout(timer);
  child.kill();
  return reason ?? (program.silentWhenFine && child.said !== '' ? child.said : undefined);
}
