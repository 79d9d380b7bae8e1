import { spawn } from 'node:child_process';
import { mkdirSync, openSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline/promises';
import { neighbour, ownModule } from '../app/own-module.ts';
import type { Store } from '../models/store.ts';
import type { Io } from './command.ts';
import { betterNote } from './models.ts';
import { note } from './output.ts';

/** Asks on a terminal whether a better model may be fetched in the background; elsewhere it only says how. */
export async function offer(id: string, store: Store, io: Io): Promise<void> {
  if (io.stdin.isTTY !== true || io.stderr.isTTY !== true) return note(io, betterNote(store, id));
  const questions = createInterface({ input: io.stdin, output: io.stderr });
  const answer = await questions.question(`Fetch a better translator, ${id}, in the background meanwhile? [y/N] `, {
    signal: io.signal,
  });
  questions.close();
  if (!/^y(es)?$/i.test(answer.trim())) return note(io, betterNote(store, id));
  note(io, `${id} is being fetched; how far it is stands in ${pullInBackground(id, store, io.env)}`);
}

/** Fetches a model in a process of its own, which goes on when this one ends. Returns the file of its messages. */
function pullInBackground(id: string, store: Store, env: Io['env']): string {
  const directory = join(store.root, 'state');
  mkdirSync(directory, { recursive: true });
  const log = join(directory, `pull-${id}.log`);
  const file = openSync(log, 'w');
  const { command, args } = ownModule(neighbour('entry', import.meta.url));
  const child = spawn(command, [...args, 'models', 'pull', id], {
    env: { ...env },
    detached: true,
    stdio: ['ignore', file, file],
  });
  child.on('error', () => {});
  // The speech goes first.
  if (child.pid !== undefined) setPriority(child.pid, constants.priority.PRIORITY_BELOW_NORMAL);
  child.unref();
  return log;
}
