import { type ChildProcess, spawn } from 'node:child_process';
import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { quantile, rounded } from './machine.ts';

export interface ProxyReport {
  readonly figures: Readonly<Record<string, number | null>>;
  readonly notes: Readonly<Record<string, string>>;
  readonly rows: ReadonlyArray<{
    readonly way: 'direct' | 'relayed';
    readonly run: number;
    readonly p50Ms: number;
    readonly p99Ms: number;
  }>;
}

export interface ProxyBenchOptions {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly runs: number;
  readonly onProgress: (line: string) => void;
}

const EVENTS = 1000;
/** About the pace of a fast model: 200 events a second. */
const BETWEEN_MS = 5;

/**
 * How much later an event of a stream arrives through the relay, which runs in a process of its own as it does for an
 * agent. Sender and receiver are this process, so that one clock measures both ways; the ways take turns.
 */
export async function benchProxy({ env, runs, onProgress }: ProxyBenchOptions): Promise<ProxyReport> {
  const server = createStandIn();
  const address = await listen(server);
  const relay = await startRelayProcess(env, address);
  const rows: Array<ProxyReport['rows'][number]> = [];
  const times: Record<'direct' | 'relayed', number[]> = { direct: [], relayed: [] };
  try {
    await latencies(relay.address);
    for (let run = 1; run <= runs; run += 1) {
      for (const [way, to] of [
        ['direct', address],
        ['relayed', relay.address],
      ] as const) {
        onProgress(`${way}, run ${run} of ${runs}`);
        const own = await latencies(to);
        times[way].push(...own);
        rows.push({ way, run, p50Ms: at(own, 0.5), p99Ms: at(own, 0.99) });
      }
    }
  } finally {
    relay.child.kill();
    server.closeAllConnections();
    server.close();
  }
  const added = (share: number) => rounded(at(times.relayed, share) - at(times.direct, share), 2);
  return {
    figures: {
      addedP50Ms: added(0.5),
      addedP99Ms: added(0.99),
      directP99Ms: at(times.direct, 0.99),
      relayedP99Ms: at(times.relayed, 0.99),
      events: times.relayed.length,
    },
    notes: { addedP99Ms: 'relayed less direct at the same share of the events; the tap listens' },
    rows,
  };
}

/** One stream's events: the time from sending to receiving of each. */
async function latencies(address: string): Promise<number[]> {
  const url = new URL(`${address}/v1/chat/completions`);
  return await new Promise((resolve, reject) => {
    const times: number[] = [];
    const outgoing = request(url, { method: 'POST', agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        const nowMs = performance.now();
        text += chunk;
        const events = text.split('\n\n');
        text = events.pop() ?? '';
        for (const event of events) times.push(nowMs - Number(/"id":"([\d.]+)"/.exec(event)?.[1]));
      });
      response.on('end', () => resolve(times));
      response.on('error', reject);
    });
    outgoing.on('error', reject);
    outgoing.end('{"stream":true}');
  });
}

function createStandIn(): Server {
  return createServer(async (incoming, answer) => {
    incoming.resume();
    answer.writeHead(200, { 'content-type': 'text/event-stream' });
    for (let i = 0; i < EVENTS; i += 1) {
      await sleep(BETWEEN_MS);
      const choices = [{ index: 0, delta: { content: 'word ' }, finish_reason: null }];
      const event = { id: String(performance.now()), object: 'chat.completion.chunk', choices };
      answer.write(`data: ${JSON.stringify(event)}\n\n`);
    }
    answer.end();
  });
}

async function startRelayProcess(env: ProxyBenchOptions['env'], upstream: string) {
  const [, program = ''] = process.argv;
  const child: ChildProcess = spawn(
    process.execPath,
    [...process.execArgv, program, 'proxy', '--json', '--upstream', `standin=${upstream}`],
    { env: env as NodeJS.ProcessEnv, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const port = await new Promise<number>((resolve, reject) => {
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      const found = /"port":(\d+)/.exec(text)?.[1];
      if (found !== undefined) resolve(Number(found));
    });
    child.on('exit', () => reject(new Error('the relay has ended')));
  });
  return { child, address: `http://127.0.0.1:${port}/standin` };
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
  });
}

function at(times: readonly number[], share: number): number {
  return rounded(quantile(times, share) ?? 0, 2);
}
