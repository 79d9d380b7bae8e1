import { chmodSync, mkdirSync, rmSync, statSync } from 'node:fs';
import { createConnection, createServer, type Server, type Socket } from 'node:net';
import { tryLock } from '../models/lock.ts';
import { StreamTtsError } from '../spec/errors.ts';
import type { Place } from './place.ts';

export interface Listening {
  /** False when the socket's file is gone or is another's: no client finds this process any more. */
  isReachable(): boolean;
  /** Gives the lock back. */
  close(): void;
}

/**
 * Listens at the place, alone: a lock of a dead process and its socket are taken over. Rejects with StreamTtsError
 * `already-running` when somebody answers there.
 */
export async function listenAlone(place: Place, onClient: (socket: Socket) => void): Promise<Listening> {
  mkdirSync(place.directory, { recursive: true, mode: 0o700 });
  chmodSync(place.directory, 0o700);
  const release = tryLock(place.lock);
  if (typeof release === 'number') throw alreadyRunning(release);
  try {
    if (await answers(place.socket)) throw alreadyRunning(0);
    if (process.platform !== 'win32') rmSync(place.socket, { force: true });
    const server = createServer(onClient);
    await listening(server, place.socket);
    if (process.platform !== 'win32') chmodSync(place.socket, 0o600);
    const own = identityOf(place.socket);
    return {
      isReachable: () => identityOf(place.socket) === own,
      close() {
        // Removes the socket's file as well.
        server.close();
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

/** Tells a socket's file from a later one of the same name; undefined where there is none, or on Windows, no file. */
function identityOf(path: string): string | undefined {
  if (process.platform === 'win32') return undefined;
  const found = statSync(path, { throwIfNoEntry: false });
  // An inode is given to the next file at once.
  return found && `${found.dev}:${found.ino}:${found.mtimeMs}`;
}

function answers(path: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection(path);
    socket.once('connect', () => {
      socket.destroy();
      resolve(true);
    });
    socket.once('error', () => resolve(false));
  });
}

function listening(server: Server, path: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function alreadyRunning(pid: number): StreamTtsError {
  return new StreamTtsError({
    code: 'already-running',
    stage: 'settings',
    exitCode: 2,
    message: `A warm process runs already${pid > 0 ? ` (process ${pid})` : ''}.`,
    fix: 'npx stream-tts status',
  });
}
