import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { speakThere } from '../daemon/client.ts';
import { daemonPlace } from '../daemon/place.ts';
import type { Event } from '../spec/events.ts';
import type { Io } from './command.ts';
import { CONTROLS, runControl } from './controls.ts';
import { note, openInput } from './output.ts';
import { openOutputs } from './outputs.ts';

/**
 * The program as a client of the warm process; undefined when it is not one for these words: no warm process runs, or
 * another command is asked for. What this imports stands in the way of the first byte, so nothing here is heavy.
 */
export async function runThin(argv: readonly string[], io: Io): Promise<number | undefined> {
  const [first] = argv;
  if (argv.some((word) => word === '--help' || word === '-h')) return undefined;
  if (first === 'hook') return await (await import('./hook-run.ts')).runHookCommand(argv.slice(1), io);
  if (first !== undefined && first in CONTROLS) return await runControl(first, argv.slice(1), io);
  const runtime = runtimeOf(argv) ?? io.env.STREAM_TTS_RUNTIME;
  if (runtime !== undefined && runtime !== 'daemon') return undefined;
  const isSpeech =
    first === undefined || ['speak', 'say'].includes(first) || first.startsWith('-') || existsSync(first);
  if (!isSpeech || first === '--version' || first === '-V') return undefined;
  const place = daemonPlace(io.env);
  if (process.platform !== 'win32' && !existsSync(place.socket)) return undefined;
  return await speakThin(argv, io, place);
}

async function speakThin(argv: readonly string[], io: Io, place: ReturnType<typeof daemonPlace>) {
  let outputs: ReturnType<typeof openOutputs> | undefined;
  /** What has been said and has not ended, by its id. */
  const open = new Map<string, string>();
  let failure: unknown;
  const over = new AbortController();
  const ending = await speakThere(place, {
    argv,
    cwd: process.cwd(),
    env: io.env,
    signal: AbortSignal.any([io.signal, over.signal]),
    open(input, wanted) {
      outputs = openOutputs(io, wanted);
      if (input.text !== undefined) return oneChunk(input.text);
      try {
        return openInput({ ...io, signal: over.signal }, input.file, input.follow === true);
      } catch (error) {
        failure = error;
        over.abort();
        return oneChunk('');
      }
    },
    onEvent(event: Event) {
      if (event.type === 'sentence') open.set(event.sentenceId, event.text);
      if (event.type === 'sentence-end') open.delete(event.sentenceId);
      outputs?.observe(event);
    },
  });
  await outputs?.close();
  if (failure !== undefined) throw failure;
  switch (ending.type) {
    case 'nobody':
      return undefined;
    case 'result':
      if (ending.sentences === 0 && ending.exitCode === 0) note(io, 'stream-tts: there was no prose to speak.');
      return ending.exitCode;
    case 'refused':
      note(io, `stream-tts: ${ending.message}${ending.fix ? ` Type: ${ending.fix}` : ''}`);
      return ending.exitCode;
    case 'lost':
      if (io.signal.aborted) return 130;
      note(io, `stream-tts: ${lostLine([...open.values()])} Type: npx stream-tts serve`);
      return 1;
    default:
      return 1;
  }
}

/** One line that says what nobody heard. */
function lostLine(unheard: readonly string[]): string {
  const [first] = unheard;
  if (first === undefined) return 'The warm process ended.';
  const more = unheard.length > 1 ? ` and ${unheard.length - 1} more` : '';
  return `The warm process ended in mid-sentence; not heard: ${JSON.stringify(first)}${more}.`;
}

function runtimeOf(argv: readonly string[]): string | undefined {
  const at = argv.findIndex((word) => word === '--runtime' || word.startsWith('--runtime='));
  const word = argv[at];
  return word === undefined ? undefined : word.includes('=') ? word.slice(word.indexOf('=') + 1) : argv[at + 1];
}

async function* oneChunk(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}

/** A path as the warm process needs it, which runs elsewhere. */
export function absolute(cwd: string, path: string): string {
  return path === '-' ? path : resolve(cwd, path);
}
