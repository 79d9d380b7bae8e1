import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { Agent, createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { stateDirectory } from '../app/setup.ts';
import { quantile, rounded } from './machine.ts';

export interface HookReport {
  readonly figures: Readonly<Record<string, number | null>>;
  readonly notes: Readonly<Record<string, string>>;
  readonly rows: ReadonlyArray<{ readonly way: string; readonly run: number; readonly ms: number }>;
}

export interface HookBenchOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly runs: number;
  readonly onProgress: (line: string) => void;
}

const POSTS = 100;
/** An agent's batches of lines come some 100 ms apart; what one sets going is not to be waited for by the next. */
const BETWEEN_MS = 20;

/**
 * What an agent waits for: a request to the warm process beside one to a server that does nothing, and `stream-tts hook`
 * beside a Node that does nothing; the ways take turns. The warm process has a home of its own with the user's models,
 * and is muted, so that nothing sounds.
 */
export async function benchHook({ env, runs, onProgress }: HookBenchOptions): Promise<HookReport> {
  const home = mkdtempSync(join(tmpdir(), 'stream-tts-bench-'));
  const own = { ...env, STREAM_TTS_HOME: home, STREAM_TTS_TRANSLATOR: 'none' } as NodeJS.ProcessEnv;
  const models = join(dirname(stateDirectory(env)), 'models');
  if (existsSync(models)) symlinkSync(models, join(home, 'models'));
  const [, program = ''] = process.argv;
  const command = [...process.execArgv, program];
  const idle = createServer((incoming, answer) => incoming.resume().on('end', () => answer.end('{}')));
  await new Promise<void>((resolve) => idle.listen(0, '127.0.0.1', resolve));
  const idlePort = (idle.address() as AddressInfo).port;
  const warm = spawn(process.execPath, [...command, 'serve', '--cold', '--port', '0', '--json'], {
    env: own,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  const times = new Map<string, number[]>();
  const rows: Array<HookReport['rows'][number]> = [];
  const measure = async (way: string, run: number, work: () => Promise<unknown>) => {
    const startedAtMs = performance.now();
    await work();
    const ms = rounded(performance.now() - startedAtMs, 2);
    times.set(way, [...(times.get(way) ?? []), ms]);
    rows.push({ way, run, ms });
  };
  const agent = new Agent({ keepAlive: true });
  try {
    const port = await portOf(warm);
    await pipe([...command, 'mute'], own);
    for (let run = 1; run <= runs; run += 1) {
      onProgress(`run ${run} of ${runs}`);
      for (let i = 0; i < POSTS; i += 1) {
        await sleep(BETWEEN_MS);
        await measure('nothing', run, () => post(agent, idlePort, i));
        await sleep(BETWEEN_MS);
        await measure('warm', run, () => post(agent, port, i));
      }
      for (let i = 0; i < 5; i += 1) {
        await measure('node', run, () => pipe(['-e', '0'], own));
        await measure('hook', run, () => pipe([...command, 'hook', '--port', String(port)], own));
      }
    }
  } finally {
    agent.destroy();
    warm.kill();
    idle.closeAllConnections();
    idle.close();
    await new Promise((resolve) => warm.once('close', resolve));
    rmSync(home, { recursive: true, force: true });
  }
  const at = (way: string, share: number) => quantile(times.get(way) ?? [], share) ?? 0;
  return {
    figures: {
      batchOverNothingP50Ms: rounded(at('warm', 0.5) - at('nothing', 0.5), 2),
      batchOverNothingP99Ms: rounded(at('warm', 0.99) - at('nothing', 0.99), 2),
      batchP99Ms: rounded(at('warm', 0.99), 2),
      commandOverNodeMs: rounded(at('hook', 0.5) - at('node', 0.5), 2),
      commandMs: rounded(at('hook', 0.5), 2),
    },
    notes: {
      batchOverNothingP99Ms: 'a MessageDisplay hook of type http, less the same to a server that does nothing',
      commandOverNodeMs: 'stream-tts hook less node -e 0, medians',
    },
    rows,
  };
}

function post(agent: Agent, port: number, index: number): Promise<void> {
  const payload = { hook_event_name: 'MessageDisplay', session_id: 'bench', message_id: 'm', index, final: false };
  const body = JSON.stringify({ ...payload, delta: 'A line of the usual length, as an agent writes it.\n' });
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) };
    const outgoing = request(
      { hostname: '127.0.0.1', port, path: '/hook', method: 'POST', agent, headers },
      (answer) => {
        answer.resume();
        answer.on('end', resolve);
      },
    );
    outgoing.on('error', reject);
    outgoing.end(body);
  });
}

function pipe(args: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, args, { env, stdio: ['pipe', 'ignore', 'ignore'] });
    child.stdin.on('error', () => {});
    child.stdin.end('{"hook_event_name":"SessionEnd","session_id":"bench"}');
    child.on('close', () => resolve());
  });
}

function portOf(child: ChildProcess): Promise<number> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const found = /"port":(\d+)/.exec(text)?.[1];
      if (found !== undefined) resolve(Number(found));
    });
    child.once('exit', () => reject(new Error('the warm process has ended')));
  });
}
