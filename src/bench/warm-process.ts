import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ownModule } from '../app/own-module.ts';
import { warmEnv } from '../app/warm-env.ts';
import { controlThere, speakThere } from '../daemon/client.ts';
import { daemonPlace, type Place } from '../daemon/place.ts';
import { pulsePlaces } from '../engines/players/pulse/place.ts';
import type { Event } from '../spec/events.ts';

export type Env = Readonly<Record<string, string | undefined>>;

/** This program's own entry. */
export const ENTRY = new URL(`../cli/entry${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

const FLAGS = ['--json', '--port=0', '--no-names', '--no-microphone', '--others=whole'];

export interface WarmProcess {
  /** What its clients are to run with. */
  readonly env: Env;
  readonly place: Place;
  readonly pid: number;
  end(): Promise<void>;
}

type SpeakIn = Pick<Parameters<typeof speakThere>[1], 'argv' | 'open' | 'signal'> & {
  readonly onEvent?: (event: Event) => void;
};

/**
 * A warm process of the bench's own, which is heard: where the user's settings mute it, or it cannot run here, this
 * rejects with the reason.
 */
export async function startWarmProcess(given: Env): Promise<WarmProcess> {
  const directory = mkdtempSync(join(tmpdir(), 'stream-tts-live-'));
  const env = warmEnv(apart(given, directory));
  const { end, ...started } = await serve(env).catch((error: unknown) => {
    rmSync(directory, { recursive: true, force: true });
    throw error;
  });
  const warm = {
    ...{ env, ...started },
    async end() {
      await end();
      rmSync(directory, { recursive: true, force: true });
    },
  };
  try {
    await mustBeHeard(warm.place);
    return warm;
  } catch (error) {
    await warm.end();
    throw error;
  }
}

/** One session's stream through it: its events, to the last one. Rejects where it was not taken to its end. */
export async function speakIn(
  { env, place }: Pick<WarmProcess, 'env' | 'place'>,
  session: string,
  { argv, open, signal, onEvent }: SpeakIn,
): Promise<Event[]> {
  const events: Event[] = [];
  const settings = Object.fromEntries(Object.entries(env).filter(([name]) => name.startsWith('STREAM_TTS_')));
  const ending = await speakThere(place, {
    ...{ argv, cwd: `/${session}`, env: settings, signal, open },
    onEvent(event) {
      events.push(event);
      onEvent?.(event);
    },
  });
  if (ending.type !== 'result')
    throw new Error(ending.type === 'refused' ? ending.message : `${session}: ${ending.type}`);
  return events;
}

/** What a warm process says of itself; nothing where it does not answer. */
export async function statusOf(place: Place): Promise<Readonly<Record<string, unknown>>> {
  const ending = await controlThere(place, 'status', {});
  return ending.type === 'reply' ? (ending.value as Record<string, unknown>) : {};
}

/**
 * A place of its own beside a warm process that may run already; the same sound server and models. Nothing is known
 * from before, and nobody's runtime is asked for. Variables, since engines of other settings would be loaded beside.
 */
function apart(env: Env, directory: string): Env {
  const { XDG_RUNTIME_DIR: _, PULSE_SERVER: server, STREAM_TTS_RUNTIME: __, ...rest } = env;
  const [place] = pulsePlaces(env);
  const sound = server ?? (place !== undefined && 'path' in place ? `unix:${place.path}` : undefined);
  return {
    ...rest,
    STREAM_TTS_CACHE: 'false',
    XDG_RUNTIME_DIR: directory,
    ...(sound === undefined ? {} : { PULSE_SERVER: sound }),
  };
}

async function serve(env: Env): Promise<Omit<WarmProcess, 'env'>> {
  const { command, args } = ownModule(ENTRY);
  const child = spawn(command, [...args, 'serve', ...FLAGS], {
    env: env as NodeJS.ProcessEnv,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (text: Buffer) => {
    said = `${said}${text}`.slice(-1000);
  });
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.once('error', reject);
    child.once('close', () => reject(new Error(`the warm process could not be started: ${said.trim()}`)));
  });
  const place = daemonPlace(env);
  return {
    place,
    pid: child.pid ?? 0,
    async end() {
      await controlThere(place, 'quit', {});
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** What was set in the user's own warm process is kept for this one too. */
async function mustBeHeard(place: Place): Promise<void> {
  const { muted, quiet } = await statusOf(place);
  if (muted === true) throw new Error('the warm process is muted (npx stream-tts unmute)');
  if (quiet === true) throw new Error('the settings say that these are quiet hours');
}
