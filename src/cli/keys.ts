import { openSync, readFileSync } from 'node:fs';
import { ReadStream } from 'node:tty';
import type { Io } from './command.ts';

/** Does a control and gives its reply; undefined where it could not be done. */
export type Act = (action: string, args?: Readonly<Record<string, string | number>>) => Promise<unknown>;

export const KEYS_HELP = 'space pauses · ← again · → next · + − speed · m mutes · q ends';

const STEP = 0.1;

/** What keys do while it speaks. `onHold` learns of pauses, `session` is what `m` mutes. */
export function createKeys(options: {
  readonly act: Act;
  readonly session: () => string;
  readonly onQuit: () => void;
  readonly onHold: (isHeld: boolean) => void;
  readonly say: (line: string) => void;
}): (typed: string) => void {
  const { act, session, onQuit, onHold, say } = options;
  let isPaused = false;
  let isMuted = false;
  let speed = 1;

  async function setSpeed(wanted: number): Promise<void> {
    speed = Math.round(10 * Math.min(4, Math.max(0.5, wanted))) / 10;
    await act('speed', { value: speed });
    say(`speed ${speed}`);
  }

  const keys: Readonly<Record<string, () => unknown>> = {
    ' ': async () => {
      isPaused = !isPaused;
      onHold(isPaused);
      await act(isPaused ? 'pause' : 'resume');
    },
    '\x1b[D': () => act('repeat'),
    '\x1b[C': () => act('skip'),
    '+': () => setSpeed(speed + STEP),
    '-': () => setSpeed(speed - STEP),
    m: async () => {
      isMuted = !isMuted;
      await act(isMuted ? 'mute' : 'unmute', { session: session() });
      say(isMuted ? 'muted' : 'heard again');
    },
    q: onQuit,
    // A terminal that gives single keys gives this one as well: it is meant for the whole pipeline.
    '\x03': () => process.kill(0, 'SIGINT'),
  };
  const same: Readonly<Record<string, string>> = {
    '=': '+',
    '−': '-',
    _: '-',
    M: 'm',
    Q: 'q',
    '\x1bOD': '\x1b[D',
    '\x1bOC': '\x1b[C',
  };

  return (typed) => {
    for (const [key] of typed.matchAll(/\x1b[[O][CD]|[\s\S]/gu)) void keys[same[key] ?? key]?.();
  };
}

/** Takes keys while it speaks, where a keyboard is free for it; says once which ones there are. */
export function listenToKeys(
  io: Io,
  { isInput, ...options }: Parameters<typeof createKeys>[0] & { readonly isInput: boolean },
): { close(): void } {
  const keyboard = openKeyboard(io, isInput);
  if (keyboard === undefined) return { close() {} };
  options.say(KEYS_HELP);
  keyboard.onType(createKeys(options));
  return keyboard;
}

/**
 * The keyboard of a terminal in which somebody watches and which nothing else reads; undefined where there is none. It
 * gives single keys until it is closed.
 */
export function openKeyboard(
  io: Io,
  isInput: boolean,
): { onType(take: (typed: string) => void): void; close(): void } | undefined {
  if (io.stdout.isTTY !== true || (isInput && io.stdin.isTTY === true)) return undefined;
  const stream = io.stdin.isTTY === true ? process.stdin : openTerminal();
  if (stream === undefined) return undefined;
  stream.setRawMode(true);
  const restore = () => void stream.setRawMode(false);
  process.once('exit', restore);
  return {
    onType: (take) => void stream.setEncoding('utf8').on('data', (typed) => take(String(typed))),
    close() {
      process.off('exit', restore);
      restore();
      if (stream === process.stdin) stream.pause();
      else stream.destroy();
    },
  };
}

function openTerminal(): ReadStream | undefined {
  try {
    if (!isForeground()) return undefined;
    return new ReadStream(openSync('/dev/tty', 'r'));
  } catch {
    return undefined;
  }
}

/** A program in the background that reads its terminal is stopped by it. Known on Linux only (proc(5): pgrp, tpgid). */
function isForeground(): boolean {
  const [, , group, , , terminal] = readFileSync('/proc/self/stat', 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return group !== undefined && group === terminal;
}
