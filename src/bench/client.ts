import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { daemonPlace } from '../daemon/place.ts';
import { median } from './machine.ts';

const CLIENT = fileURLToPath(new URL('../../build/stream-tts-client.mjs', import.meta.url));
/** What Node itself needs until a program can write to a socket. */
const BARE = "import { connect } from 'node:net'; const s = connect(process.argv[2], () => s.write('x'));";

export interface ClientReport {
  readonly figures: { readonly clientBytes: number | null; readonly clientStartOverNodeMs: number | null };
  readonly notes: Readonly<Record<string, string>>;
}

/**
 * The thin client's size, and how much later than a bare Node program its first byte is in the warm process's socket:
 * both started in turn, medians.
 */
export async function benchClient(runs: number): Promise<ClientReport> {
  if (!existsSync(CLIENT)) {
    const reason = 'not measured: npm run pack -- client makes it';
    return {
      figures: { clientBytes: null, clientStartOverNodeMs: null },
      notes: { clientBytes: reason, clientStartOverNodeMs: reason },
    };
  }
  const home = mkdtempSync(join(tmpdir(), 'stream-tts-bench-'));
  const place = daemonPlace({ STREAM_TTS_HOME: home });
  const { listening, firstByte, close } = listen(place.socket, place.directory);
  try {
    await listening;
    const bare = join(home, 'bare.mjs');
    writeFileSync(bare, BARE);
    const times = { bare: [] as number[], client: [] as number[] };
    for (let run = 0; run < runs; run += 1) {
      times.bare.push(await started([bare, place.socket], home, firstByte));
      times.client.push(await started([CLIENT, 'say', 'x'], home, firstByte));
    }
    const overMs = (median(times.client) ?? 0) - (median(times.bare) ?? 0);
    return {
      figures: { clientBytes: statSync(CLIENT).size, clientStartOverNodeMs: Math.round(overMs * 10) / 10 },
      notes: { clientStartOverNodeMs: `over a bare Node program's ${Math.round(median(times.bare) ?? 0)} ms` },
    };
  } finally {
    close();
    rmSync(home, { recursive: true, force: true });
  }
}

async function started(args: readonly string[], home: string, firstByte: () => Promise<number>): Promise<number> {
  const arrives = firstByte();
  const startedAtMs = performance.now();
  const child = spawn(process.execPath, args, { env: { ...process.env, STREAM_TTS_HOME: home }, stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  const atMs = await arrives;
  await ended;
  return atMs - startedAtMs;
}

function listen(path: string, directory: string) {
  let seen = (_atMs: number) => {};
  const server = createServer((socket) => {
    socket.on('error', () => {});
    socket.once('data', () => {
      seen(performance.now());
      socket.destroy();
    });
  });
  if (process.platform !== 'win32') mkdirSync(directory, { recursive: true });
  return {
    listening: new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(path, resolve);
    }),
    firstByte: () =>
      new Promise<number>((resolve) => {
        seen = resolve;
      }),
    close: () => server.close(),
  };
}
