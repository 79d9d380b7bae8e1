import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { type HookServerOptions, startHookServer } from '../agents/hook-server.ts';
import { createSwitchboard } from '../agents/switchboard.ts';
import { stateDirectory } from '../app/setup.ts';
import type { Daemon } from '../daemon/daemon.ts';
import type { Prepared } from '../daemon/server.ts';
import { StreamTtsError } from '../spec/errors.ts';
import type { Io } from './command.ts';
import { note } from './output.ts';

export interface HooksOptions {
  readonly io: Io;
  /** 0 takes a free one. */
  readonly port: number;
  readonly daemon: Daemon;
  /** A session of these words, as a client would ask for it. */
  readonly prepare: (argv: readonly string[], directory: string) => Prepared | undefined;
  readonly warm: () => void;
  readonly clock: () => number;
  readonly api: HookServerOptions['api'];
}

const SWEEP_MS = 30_000;

/** Takes what agents hand to their hooks, each agent's session being one of the warm process. */
export async function openHooks({ io, port, daemon, prepare, warm, clock, api }: HooksOptions) {
  let told = '';
  const tell = (error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    const fix = error instanceof StreamTtsError && error.fix ? ` Type: ${error.fix}` : '';
    if (message !== told) note(io, `stream-tts: ${message}${fix}`);
    told = message;
  };
  const ended = new AbortController();

  const board = createSwitchboard({
    async open({ directory }, lines) {
      const prepared = prepare(['speak', '--from', 'hook'], directory || homedir());
      if (prepared === undefined) return;
      const run = await prepared.open(lines, ended.signal).catch((error: unknown) => {
        tell(error);
        throw error;
      });
      try {
        await daemon.speak(run, () => {});
      } catch (error) {
        if (!ended.signal.aborted) tell(error);
      } finally {
        run.close();
      }
    },
    stop: (session) => void daemon.control('stop', { session }).catch(tell),
    warm,
    clock,
  });
  // Another program on the port is no reason not to speak at all.
  const server = await startHookServer({ port, onPayload: board.take, ...(api && { api }) }).catch((error: unknown) => {
    tell(error);
    return undefined;
  });
  const file = join(stateDirectory(io.env), 'port');
  if (server !== undefined) {
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, String(server.port));
  }
  const sweeping = setInterval(board.sweep, SWEEP_MS);
  sweeping.unref();
  return {
    port: server?.port ?? null,
    async close(): Promise<void> {
      clearInterval(sweeping);
      rmSync(file, { force: true });
      board.close();
      ended.abort(new Error('the warm process ends'));
      await server?.close();
    },
  };
}
