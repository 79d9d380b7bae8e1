import { basename } from 'node:path';
import { controlThere, speakThere } from '../daemon/client.ts';
import type { Place } from '../daemon/place.ts';
import { createReplay } from '../daemon/replay.ts';
import type { Event } from '../spec/events.ts';
import type { Io } from './command.ts';
import { note, openInput } from './output.ts';
import { openOutputs } from './outputs.ts';

/**
 * Speaks through the warm process; undefined where none runs. One that dies is started again once, where `start` can,
 * and goes on with the sentence that was cut; else one line says what nobody heard.
 */
export async function speakThin(
  argv: readonly string[],
  io: Io,
  place: Place,
  start?: () => Promise<boolean>,
): Promise<number | undefined> {
  const over = new AbortController();
  const signal = AbortSignal.any([io.signal, over.signal]);
  let outputs: ReturnType<typeof openOutputs> | undefined;
  let input: ReturnType<typeof createReplay> | undefined;
  let failure: unknown;
  let keys: Promise<{ close(): void }> | undefined;
  let session = basename(process.cwd());
  const course = createCourse((event) => {
    session = event.sessionId || session;
    outputs?.observe(event);
  });

  /** What reads keys is loaded where somebody can press some. */
  async function openKeys({ say, hold }: ReturnType<typeof openOutputs>, isInput: boolean) {
    const { listenToKeys } = await import('./keys.ts');
    return listenToKeys(io, {
      ...{ isInput, say, onHold: hold, session: () => session, onQuit: () => over.abort() },
      act: (action, args = {}) => controlThere(place, action, args),
    });
  }

  const converse = () =>
    speakThere(place, {
      ...{ argv, cwd: process.cwd(), env: io.env, heard: course.heard, signal },
      open(from, wanted) {
        outputs ??= openOutputs(io, wanted);
        const isInput = from.text === undefined && from.file === undefined;
        if (io.stdout.isTTY && wanted.events !== '-') keys ??= openKeys(outputs, isInput);
        try {
          input ??= createReplay(
            from.text === undefined
              ? openInput({ ...io, stdin: io.stdin, signal }, from.file, from.follow === true)
              : oneChunk(from.text),
          );
          return input.read();
        } catch (error) {
          failure = error;
          over.abort();
          return oneChunk('');
        }
      },
      onEvent: course.hear,
    });

  try {
    let ending = await converse();
    if (ending.type === 'nobody' && start !== undefined && (await start())) ending = await converse();
    if (ending.type === 'lost' && !signal.aborted && start !== undefined && input?.isWhole !== false) {
      note(io, `stream-tts: ${lostLine(course.unheard())} It is started again and goes on there.`);
      course.restart();
      if (await start()) ending = await converse();
    }
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
      default:
        if (signal.aborted) return 130;
        note(io, `stream-tts: ${lostLine(course.unheard())} Type: npx stream-tts serve`);
        return 1;
    }
  } finally {
    (await keys)?.close();
    await outputs?.close();
  }
}

/** What has happened so far, also over a restart: every event is shown once. */
function createCourse(show: (event: Event) => void) {
  const texts = new Map<string, string>();
  const ended = new Set<string>();
  let receivedCharacters = 0;
  let repeatedCharacters = 0;
  let startedAtMs: number | undefined;
  let offsetMs = 0;

  return {
    hear(event: Event): void {
      startedAtMs ??= performance.now() - event.atMs;
      if (event.type === 'text-delta') {
        if (repeatedCharacters > 0) {
          repeatedCharacters -= event.text.length;
          return;
        }
        receivedCharacters += event.text.length;
      }
      if (event.type === 'sentence') {
        if (texts.has(event.sentenceId)) return;
        texts.set(event.sentenceId, event.text);
      }
      if (event.type === 'sentence-end') ended.add(event.sentenceId);
      show(offsetMs === 0 ? event : { ...event, atMs: event.atMs + offsetMs });
    },
    /** The warm process begins anew with the same input. */
    restart(): void {
      repeatedCharacters = receivedCharacters;
      offsetMs = Math.round(performance.now() - (startedAtMs ?? 0));
    },
    /** So many sentences, from the first, have ended. */
    get heard(): number {
      let count = 0;
      while (ended.has(`s${count + 1}`)) count += 1;
      return count;
    },
    unheard: () => [...texts].filter(([id]) => !ended.has(id)).map(([, text]) => text),
  };
}

/** One sentence that says what nobody heard. */
function lostLine(unheard: readonly string[]): string {
  const [first] = unheard;
  if (first === undefined) return 'The warm process ended.';
  const more = unheard.length > 1 ? ` and ${unheard.length - 1} more` : '';
  return `The warm process ended in mid-sentence; not heard: ${JSON.stringify(first)}${more}.`;
}

async function* oneChunk(text: string): AsyncGenerator<Uint8Array> {
  yield new TextEncoder().encode(text);
}
