import { randomBytes } from 'node:crypto';
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { payloadsOf } from '../agents/payloads.ts';
import type { Switchboard } from '../agents/switchboard.ts';
import type { Daemon } from '../daemon/daemon.ts';
import { listenHttp } from '../daemon/http.ts';
import type { Prepared } from '../daemon/server.ts';
import { createQueue } from '../kit/queue.ts';
import { cacheHome } from '../models/home.ts';
import { usage } from './parse.ts';

export interface ServeHttpOptions {
  readonly port: number;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly daemon: Daemon;
  readonly status: () => object;
  readonly prepare: (argv: readonly string[], cwd: string) => Prepared | undefined;
  /** Takes what agents' hooks say. */
  readonly board: Pick<Switchboard, 'take'>;
}

/** What a program may say of its stream; files are for those who have a terminal. */
const FLAGS = /^--(from|to|translator|voice|name|speed|volume|detail|behind|fastest|code|notices|subagents|narration)=/;
const TOKEN_BYTES = 24;

/** The warm process's loopback port, and the file with the token that opens it. */
export async function serveHttp({ port, env, daemon, status, prepare, board }: ServeHttpOptions) {
  const tokenFile = join(cacheHome(env), 'state', 'token');
  const token = keptToken(tokenFile);

  async function* speak(flags: readonly string[], bytes: AsyncIterable<Uint8Array>, signal: AbortSignal) {
    const strange = flags.find((flag) => !FLAGS.test(flag));
    if (strange !== undefined) throw usage(`A stream over HTTP cannot have ${strange.split('=')[0]}.`);
    const prepared = prepare(['speak', ...flags], '/http');
    if (prepared === undefined) throw usage('The settings do not let the warm process speak this.');
    const run = await prepared.open(bytes, signal);
    const lines = createQueue<object>(Number.POSITIVE_INFINITY);
    const running = daemon
      .speak(run, (event) => void lines.push(event))
      .then(({ failed, sentences }) => lines.push({ type: 'result', exitCode: failed > 0 ? 1 : 0, sentences }))
      .catch((error: unknown) => {
        const message = error instanceof Error ? error.message : String(error);
        return lines.push({ type: 'error', code: 'failed', message, stage: 'output' });
      })
      .finally(() => {
        lines.close();
        run.close();
      });
    yield* lines;
    await running;
  }

  const hook = (body: string) => {
    for (const payload of payloadsOf(body)) board.take(payload);
  };
  const listener = await listenHttp({ port, token, status, control: daemon.control, speak, hook });
  return { port: listener.port, tokenFile, url: `http://127.0.0.1:${listener.port}`, close: listener.close };
}

/** The same token over restarts, so that what has stored it goes on working. */
function keptToken(file: string): string {
  try {
    const token = readFileSync(file, 'utf8').trim();
    if (token.length >= TOKEN_BYTES) return token;
  } catch {
    // The first time there is none.
  }
  const token = randomBytes(TOKEN_BYTES).toString('hex');
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `${token}\n`, { mode: 0o600 });
  chmodSync(file, 0o600);
  return token;
}
