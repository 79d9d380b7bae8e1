import { spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, writeFileSync, writeSync } from 'node:fs';
import { request } from 'node:http';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';

/*
 * What an agent runs for each of its events. It stands in the agent's way, so it loads nothing that it does not need.
 */

export interface HookOptions {
  readonly stdin: Readable;
  /** Where the warm process may take payloads, the likeliest first. */
  readonly ports: readonly number[];
  /** A directory for what is remembered between hooks. */
  readonly state: string;
  /** Starts the warm process, detached. */
  readonly start: () => void;
  /** Tells a person, not through the agent. */
  readonly notify: (message: string) => void;
  readonly now: () => number;
}

const ANSWER_MS = 600;
const MAX_PAYLOAD_BYTES = 16 * 1024 * 1024;
/** A warm process that was started needs so long until it listens. */
const START_MS = 20_000;

/** Hands the agent's payload to the warm process. Says nothing, fails never: an agent takes both for an opinion. */
export async function runHook({ stdin, ports, state, start, notify, now }: HookOptions): Promise<void> {
  const payload = await readAll(stdin);
  const file = join(state, 'hook.json');
  for (const port of ports) {
    if (!(await deliver(port, payload))) continue;
    if (existsSync(file)) rmSync(file, { force: true });
    return;
  }
  const event = /"hook_event_name"\s*:\s*"(\w+)"/.exec(payload.toString('latin1'))?.[1] ?? '';
  // At a session's end nobody waits for a voice.
  if (event === 'SessionEnd') return;
  const { startedAtMs, isNoticed = false } = remembered(file);
  if (startedAtMs !== undefined && now() - startedAtMs < START_MS) return;
  // It was started before and never answered.
  if (startedAtMs !== undefined && !isNoticed) {
    notify('stream-tts does not answer, so nothing is spoken. In a terminal, type: npx stream-tts doctor');
  }
  remember(file, { startedAtMs: now(), isNoticed: isNoticed || startedAtMs !== undefined });
  start();
}

/** A desktop's notice, else the terminal's own kind, which draws nothing on the screen. */
export function notifyPerson(message: string, platform: NodeJS.Platform = process.platform): void {
  const quoted = JSON.stringify(message);
  const [program, args] =
    platform === 'darwin'
      ? ['osascript', ['-e', `display notification ${quoted} with title "stream-tts"`]]
      : ['notify-send', ['--app-name=stream-tts', 'stream-tts', message]];
  const child = spawn(program as string, args as string[], { stdio: 'ignore', detached: true });
  child.on('error', () => terminalNotice(message));
  child.on('exit', (code) => {
    if (code !== 0) terminalNotice(message);
  });
}

/** OSC 9: a notice in iTerm2, kitty, WezTerm, Windows Terminal; nothing in others. */
function terminalNotice(message: string): void {
  try {
    const terminal = openSync('/dev/tty', 'w');
    writeSync(terminal, `\x1b]9;${message}\x07`);
    closeSync(terminal);
  } catch {
    // There is nobody to tell.
  }
}

function deliver(port: number, payload: Buffer): Promise<boolean> {
  return new Promise((resolve) => {
    const outgoing = request(
      {
        ...{ hostname: '127.0.0.1', port, path: '/hook', method: 'POST', agent: false, timeout: ANSWER_MS },
        headers: { 'content-type': 'application/json', 'content-length': payload.length },
      },
      (answer) => {
        answer.resume();
        answer.on('error', () => resolve(false));
        answer.on('end', () => resolve(answer.statusCode === 200));
      },
    );
    // It is there and busy: that is no reason to start another.
    outgoing.on('timeout', () => {
      resolve(true);
      outgoing.destroy();
    });
    outgoing.on('error', () => resolve(false));
    outgoing.end(payload);
  });
}

async function readAll(stdin: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of stdin) {
    size += chunk.length;
    // The agent must be able to write all of it; what is too long is not kept.
    if (size <= MAX_PAYLOAD_BYTES) chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

interface Remembered {
  readonly startedAtMs?: number;
  readonly isNoticed?: boolean;
}

function remembered(file: string): Remembered {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return typeof value === 'object' && value !== null ? (value as Remembered) : {};
  } catch {
    return {};
  }
}

function remember(file: string, value: Remembered): void {
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, JSON.stringify(value));
}
