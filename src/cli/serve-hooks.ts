import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { createSwitchboard, type Switchboard } from '../agents/switchboard.ts';
import { createTranscripts } from '../agents/transcripts.ts';
import { stateDirectory } from '../app/setup.ts';
import { sleep } from '../app/speak.ts';
import { transcriptSourceOf } from '../app/transcripts.ts';
import type { Daemon } from '../daemon/daemon.ts';
import type { Prepared } from '../daemon/server.ts';
import { StreamTtsError } from '../spec/errors.ts';
import type { Io } from './command.ts';
import { followFile } from './follow.ts';
import { note } from './output.ts';

export interface HooksOptions {
  readonly io: Io;
  readonly daemon: Daemon;
  /** A session of these words, as a client would ask for it. */
  readonly prepare: (argv: readonly string[], directory: string) => Prepared | undefined;
  readonly warm: () => void;
  readonly clock: () => number;
  /** Tells a person, not through the agent. */
  readonly notify: (message: string) => void;
}

export interface Hooks {
  readonly board: Pick<Switchboard, 'take'>;
  /** Says what went wrong, once. */
  readonly tell: (error: unknown) => void;
  /** Leaves the port where a hook that knows none looks for it. */
  listensOn(port: number): void;
  close(): void;
}

const SWEEP_MS = 30_000;

/** Takes what agents hand to their hooks, each agent's session being one of the warm process. */
export function openHooks({ io, daemon, prepare, warm, clock, notify }: HooksOptions): Hooks {
  const told = new Set<string>();
  const tell = (error: unknown) => {
    const message = error instanceof Error ? error.message : String(error);
    const fix = error instanceof StreamTtsError && error.fix ? ` Type: ${error.fix}` : '';
    if (told.has(message)) return;
    told.add(message);
    note(io, `stream-tts: ${message}${fix}`);
    // A process that a hook started has a stderr that nobody reads.
    if (!io.stderr.isTTY) notify(`${message}${fix}`);
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
  const file = join(stateDirectory(io.env), 'port');
  const transcripts = createTranscripts({
    follow: (path, signal) => followFile(path, { signal, mayComeLater: true }),
    createSource: transcriptSourceOf,
    post: board.take,
    ...{ clock, sleep, now: Date.now },
  });
  const sweeping = setInterval(() => {
    board.sweep();
    transcripts.sweep();
  }, SWEEP_MS);
  sweeping.unref();
  return {
    board: {
      take(payload) {
        transcripts.take(payload);
        board.take(payload);
      },
    },
    tell,
    listensOn(port) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(file, String(port));
    },
    close() {
      clearInterval(sweeping);
      transcripts.close();
      rmSync(file, { force: true });
      board.close();
      ended.abort(new Error('the warm process ends'));
    },
  };
}
