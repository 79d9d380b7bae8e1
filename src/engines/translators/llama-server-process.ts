import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { StreamTtsError } from '../../spec/errors.ts';
import { LLAMA_SERVER, programPath } from './llama-server-program.ts';

export interface LlamaServerProgram {
  /** A GGUF file. */
  readonly modelPath: string;
  readonly threads: number;
  /** The program's path or name; `llama-server` on PATH where absent. */
  readonly program?: string | undefined;
}

/** A server of our own, listening on 127.0.0.1 and known to nobody else. */
export interface LlamaServerProcess {
  /** `http://127.0.0.1:PORT` */
  readonly url: string;
  /** Asked of every request: other programs and web pages of this machine can reach the port, too. */
  readonly apiKey: string;
  readonly pid: number;
  /** What computes there, as it said while it loaded: `CUDA0`, `Metal` …; undefined where it named nothing. */
  readonly device: string | undefined;
  readonly alive: boolean;
  /** Resolves when the process is gone. */
  readonly ended: Promise<void>;
  /** At once; it holds nothing worth saving. */
  kill(): Promise<void>;
}

const CONTEXT_TOKENS = 2048;
const POLL_MS = 50;
/** A server answers for its health at once, whatever else it does. */
const HEALTH_MS = 5_000;
/** How often another program may take the free port first. */
const PORTS = 3;
const KEPT_CHARACTERS = 4000;
const LAST_WORDS_MS = 500;

/**
 * Starts `llama-server` on a free port and resolves when its model is loaded. Rejects with a StreamTtsError:
 * `program-missing` (exit code 3); `translator-load` (3) when it ends or is not ready within `loadMs`; or with the
 * signal's reason.
 */
export async function startLlamaServer(
  options: LlamaServerProgram,
  { loadMs, signal }: { readonly loadMs: number; readonly signal: AbortSignal },
): Promise<LlamaServerProcess> {
  const program = programPath(options.program ?? LLAMA_SERVER);
  if (!existsSync(options.modelPath)) throw notLoaded(options, 'there is no such file');
  for (let tries = 1; ; tries += 1) {
    signal.throwIfAborted();
    const server = launch(program, options, await freePort());
    try {
      await untilReady(server, options, loadMs, signal);
      return server;
    } catch (error) {
      await server.kill();
      if (tries === PORTS || !PORT_TAKEN.test(server.said)) throw error;
    }
  }
}

/**
 * Resolves when the server at `url` has loaded its model (until then it answers 503); rejects with the signal's
 * reason. False when nobody answers.
 */
export async function untilHealthy(url: string, signal: AbortSignal): Promise<boolean> {
  for (;;) {
    const soon = AbortSignal.any([signal, AbortSignal.timeout(HEALTH_MS)]);
    const response = await fetch(`${url}/health`, { signal: soon }).catch(() => undefined);
    await response?.body?.cancel();
    signal.throwIfAborted();
    if (response?.status !== 503) return response !== undefined;
    await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
  }
}

interface Launched extends LlamaServerProcess {
  /** The end of what it wrote on stderr. */
  readonly said: string;
  /** Resolves when there is no more of that. */
  readonly fellSilent: Promise<void>;
}

/**
 * The shell becomes the server (exec), so the process is ours to watch and to kill. Its shadow waits for the end of
 * our pipe: that comes also when this process is killed and can do nothing any more; then it kills the server.
 */
const WITH_SHADOW = `exec 3<&0 </dev/null
(read -r line <&3 || kill -9 $$) >/dev/null 2>&1 &
exec "$@" 3<&-`;

function launch(program: string, { modelPath, threads }: LlamaServerProgram, port: number): Launched {
  const apiKey = randomUUID();
  const args = [
    ...['-m', modelPath, '-c', String(CONTEXT_TOKENS), '-np', '1', '-t', String(threads)],
    // --no-webui is the older name of --no-ui, known to old and new servers.
    ...['--host', '127.0.0.1', '--port', String(port), '--no-webui'],
  ];
  const isWindows = process.platform === 'win32';
  const command = isWindows ? program : '/bin/sh';
  const child = spawn(command, isWindows ? args : ['-c', WITH_SHADOW, 'llama-server', program, ...args], {
    stdio: ['pipe', 'ignore', 'pipe'],
    // The key is not on the command line, which everyone may read. What it would keep of other prompts is of no use.
    env: { ...process.env, LLAMA_API_KEY: apiKey, LLAMA_ARG_CACHE_RAM: '0' },
    // Not in the terminal's group: Ctrl-C is for this program.
    detached: !isWindows,
    windowsHide: true,
  });
  let alive = true;
  let said = '';
  let device: string | undefined;
  child.stderr.setEncoding('utf8');
  child.stderr.on('data', (text: string) => {
    said = (said + text).slice(-KEPT_CHARACTERS);
    device ??= /using device (\w+)/.exec(said)?.[1];
  });
  child.stdin.on('error', () => {});
  const killAtExit = () => child.kill('SIGKILL');
  process.once('exit', killAtExit);
  /** A line, not the end of the pipe: the shadow has nothing to do, whoever has the process number next. */
  const dismiss = () => child.stdin.end('\n');
  const ended = new Promise<void>((done) => {
    const end = () => {
      alive = false;
      process.off('exit', killAtExit);
      dismiss();
      done();
    };
    child.once('error', (error) => {
      said += error.message;
      end();
    });
    child.once('exit', end);
  });
  const fellSilent = new Promise<void>((done) => child.once('close', () => done()));
  letGo(child);

  return {
    url: `http://127.0.0.1:${port}`,
    apiKey,
    pid: child.pid ?? 0,
    ended,
    get device() {
      return device;
    },
    get alive() {
      return alive;
    },
    get said() {
      return said;
    },
    fellSilent,
    async kill() {
      if (!alive) return;
      child.ref();
      dismiss();
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** A server that waits for work must not keep the program alive. */
function letGo(child: ChildProcess): void {
  child.unref();
  for (const pipe of [child.stdin, child.stderr]) {
    if (pipe && 'unref' in pipe && typeof pipe.unref === 'function') pipe.unref();
  }
}

async function untilReady(
  server: Launched,
  options: LlamaServerProgram,
  loadMs: number,
  signal: AbortSignal,
): Promise<void> {
  const limit = AbortSignal.timeout(loadMs);
  const either = AbortSignal.any([signal, limit]);
  try {
    while (server.alive) {
      // A server that was just started does not listen yet.
      if (await untilHealthy(server.url, either)) break;
      await sleep(POLL_MS, undefined, { signal: either });
    }
  } catch (error) {
    signal.throwIfAborted();
    if (limit.aborted) throw notLoaded(options, `it was not ready within ${loadMs / 1000} s`);
    throw error;
  }
  if (server.alive) return;
  await Promise.race([server.fellSilent, sleep(LAST_WORDS_MS)]);
  throw notLoaded(options, complaintIn(server.said));
}

const COMPLAINT = /error|fail|cannot|could not|unable|invalid|unknown|no such|not found/i;
const PORT_TAKEN = /couldn't bind|could not bind|failed to bind|address already in use/i;

function complaintIn(said: string): string {
  const lines = said.split('\n').map((line) => line.trim());
  const line = lines.find((text) => COMPLAINT.test(text)) ?? lines.findLast((text) => text !== '');
  return line?.slice(0, 300).replace(/\.$/, '') ?? 'the server ended without a word';
}

function notLoaded({ modelPath }: LlamaServerProgram, why: string): StreamTtsError {
  return new StreamTtsError({
    code: 'translator-load',
    stage: 'translator',
    exitCode: 3,
    message: `llama-server could not load the translation model ${modelPath}: ${why}.`,
    fix: 'npx stream-tts models verify',
  });
}

/** Free a moment ago. */
function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer();
    server.once('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
