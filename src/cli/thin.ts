import { existsSync, readFileSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { settingsFile } from '../app/settings-file.ts';
import { daemonPlace } from '../daemon/place.ts';
import { isControl } from '../daemon/remote.ts';
import type { Io } from './command.ts';
import { runControl } from './controls.ts';
import { speakThin } from './thin-speak.ts';

/**
 * The program as a client of the warm process; undefined when it is not one for these words: no warm process runs, or
 * another command is asked for. `start` starts a warm process, where the settings want one; false when it could not. What this imports stands in the way of the first byte, so nothing here is heavy.
 */
export async function runThin(
  argv: readonly string[],
  io: Io,
  start?: () => Promise<boolean>,
): Promise<number | undefined> {
  const [first] = argv;
  if (argv.some((word) => word === '--help' || word === '-h')) return undefined;
  if (first === 'hook') return await (await import('./hook-run.ts')).runHookCommand(argv.slice(1), io);
  if (first === 'statusline') return await (await import('./statusline.ts')).runStatusline(io);
  if (isControl(first)) return await runControl(first, argv.slice(1), io);
  const runtime = runtimeOf(argv) ?? io.env.STREAM_TTS_RUNTIME;
  if (runtime !== undefined && runtime !== 'daemon') return undefined;
  const isSpeech = first === undefined || ['speak', 'say'].includes(first) || first.startsWith('-') || isFile(first);
  if (!isSpeech || first === '--version' || first === '-V') return undefined;
  const place = daemonPlace(io.env);
  const starts = start !== undefined && wantsWarm(argv, io.env) ? start : undefined;
  if (process.platform !== 'win32' && !existsSync(place.socket) && starts === undefined) return undefined;
  return await speakThin(argv, io, place, starts);
}

function runtimeOf(argv: readonly string[]): string | undefined {
  const at = argv.findIndex((word) => word === '--runtime' || word.startsWith('--runtime='));
  const word = argv[at];
  return word === undefined ? undefined : word.includes('=') ? word.slice(word.indexOf('=') + 1) : argv[at + 1];
}

/** The one setting that is needed before anybody can be asked. */
function wantsWarm(argv: readonly string[], env: Io['env']): boolean {
  if (argv.includes('--warm')) return true;
  if (env.STREAM_TTS_WARM !== undefined) return ['true', '1'].includes(env.STREAM_TTS_WARM);
  try {
    const value: unknown = JSON.parse(readFileSync(settingsFile(env), 'utf8'));
    return typeof value === 'object' && value !== null && 'warm' in value && value.warm === true;
  } catch {
    return false;
  }
}

/** A path as the warm process needs it, which runs elsewhere. */
export function absolute(cwd: string, path: string): string {
  return path === '-' ? path : resolve(cwd, path);
}

/** A directory of a command's name (`bench`) is not meant. */
function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}
