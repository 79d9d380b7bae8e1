import { execFile, spawn } from 'node:child_process';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import type { Env } from '../../src/engines/players/child.ts';
import { findProgram } from '../../src/engines/players/find-program.ts';

const run = promisify(execFile);

/** The rate of the sound card that the tests play to: Kokoro's, so that nothing is resampled on the way. */
export const CARD_RATE_HZ = 24_000;

export const PULSE_COMMAND = 'sudo apt-get install -y pulseaudio pulseaudio-utils';

/** A private sound server with one sound card that exists only in memory. */
export interface PulseServer {
  /** Finds this server and no other. */
  readonly env: Env;
  /** Listens to what the loudspeaker plays, from now on. Resolves when it hears. */
  record(): Promise<Recording>;
  /** The sound card is pulled out. */
  unplug(): Promise<void>;
  plug(): Promise<void>;
  /** Some other program records from a microphone, until what this resolves with is called. */
  recordMicrophone(): Promise<() => Promise<void>>;
  /** The server is gone, as when it crashes. */
  kill(): Promise<void>;
  /** After `kill`: at the same place. */
  startAgain(): Promise<void>;
  close(): Promise<void>;
}

export interface Recording {
  /** What was heard so far, silence included. */
  heard(): Int16Array;
  /** Resolves when `done` says so of what was heard. */
  until(done: (heard: Int16Array) => boolean): Promise<void>;
  stop(): Promise<void>;
}

export async function havePulse(): Promise<boolean> {
  const programs = ['pulseaudio', 'pactl', 'pacat', 'parec'];
  return (await Promise.all(programs.map((name) => findProgram(name, process.env)))).every((path) => path);
}

/** With a microphone it is there from the start: one that comes later would become what the recorders record from. */
export async function startPulse({ microphone = false } = {}): Promise<PulseServer> {
  const dir = await mkdtemp(join(tmpdir(), 'stream-tts-pulse-'));
  const runtime = join(dir, 'run');
  await mkdir(runtime, { mode: 0o700 });
  const socket = join(runtime, 'native');
  const env: Env = {
    PATH: process.env.PATH,
    HOME: dir,
    XDG_RUNTIME_DIR: runtime,
    XDG_CONFIG_HOME: join(dir, 'config'),
    PULSE_RUNTIME_PATH: runtime,
    PULSE_SERVER: `unix:${socket}`,
    DBUS_SESSION_BUS_ADDRESS: 'disabled:',
    LC_ALL: 'C',
  };
  // A sink that takes back what it has rendered has given it to its recorder already, and the recorder misses as much of
  // what is played instead: without that the recording is exactly what the card played.
  const sink = `module-null-sink sink_name=card rate=${CARD_RATE_HZ} channels=1 format=s16le norewinds=1`;
  async function start() {
    const server = spawn(
      'pulseaudio',
      [
        ...[
          '-n',
          '--daemonize=no',
          '--exit-idle-time=-1',
          '--use-pid-file=no',
          '--disable-shm=yes',
          '--log-level=error',
        ],
        ...['-L', `module-native-protocol-unix auth-anonymous=1 socket=${socket}`, '-L', sink],
        ...(microphone ? ['-L', 'module-null-source source_name=mic'] : []),
      ],
      { env: env as NodeJS.ProcessEnv, stdio: 'ignore' },
    );
    const ended = new Promise<void>((resolve) => server.on('close', () => resolve()));
    return { server, ended };
  }

  async function answers(): Promise<void> {
    for (let tries = 0; ; tries++) {
      const answer = await run('pactl', ['list', 'short', 'sinks'], { env: env as NodeJS.ProcessEnv }).catch(
        () => undefined,
      );
      if (answer?.stdout.includes('card')) return;
      if (tries > 100 || daemon.server.exitCode !== null) {
        await close();
        throw new Error('the private PulseAudio server does not answer');
      }
      await delay(50);
    }
  }

  let daemon = await start();
  const recordings = new Set<Recording>();

  async function close(): Promise<void> {
    for (const recording of recordings) await recording.stop();
    daemon.server.kill('SIGKILL');
    await daemon.ended;
    await rm(dir, { recursive: true, force: true });
  }

  await answers();

  return {
    env,
    close,
    async record() {
      const recording = startRecording(env);
      recordings.add(recording);
      await recording.until((heard) => heard.length > 0);
      return recording;
    },
    async unplug() {
      await run('pactl', ['unload-module', 'module-null-sink'], { env: env as NodeJS.ProcessEnv });
    },
    async plug() {
      const [name = '', ...words] = sink.split(' ');
      await run('pactl', ['load-module', name, ...words], { env: env as NodeJS.ProcessEnv });
    },
    async recordMicrophone() {
      const recording = startRecording(env, 'mic');
      recordings.add(recording);
      await recording.until((heard) => heard.length > 0);
      return () => recording.stop();
    },
    async kill() {
      daemon.server.kill('SIGKILL');
      await daemon.ended;
    },
    async startAgain() {
      daemon = await start();
      await answers();
    },
  };
}

function startRecording(env: Env, source = 'card.monitor'): Recording {
  const child = spawn(
    'parec',
    ['--raw', '--format=s16le', `--rate=${CARD_RATE_HZ}`, '--channels=1', '--latency-msec=50', '-d', source],
    { env: env as NodeJS.ProcessEnv, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const chunks: Buffer[] = [];
  let watchers: Array<() => void> = [];
  let ended = false;
  const wake = () => {
    const woken = watchers;
    watchers = [];
    for (const watcher of woken) watcher();
  };
  child.stdout.on('data', (chunk: Buffer) => {
    chunks.push(chunk);
    wake();
  });
  const end = new Promise<void>((resolve) => {
    child.on('close', () => {
      ended = true;
      wake();
      resolve();
    });
  });

  function heard(): Int16Array {
    const bytes = Buffer.concat(chunks);
    const samples = new Int16Array(bytes.length >> 1);
    for (let i = 0; i < samples.length; i++) samples[i] = bytes.readInt16LE(i * 2);
    return samples;
  }

  return {
    heard,
    async until(done) {
      while (!done(heard())) {
        if (ended) throw new Error('the recording has ended');
        await new Promise<void>((resolve) => watchers.push(resolve));
      }
    },
    async stop() {
      child.kill('SIGKILL');
      await end;
    },
  };
}
