import { homedir, tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';

type Env = Readonly<Record<string, string | undefined>>;

export interface Place {
  /** What clients connect to: a Unix socket, or a named pipe on Windows. */
  readonly socket: string;
  /** The directory of the socket and its lock; only the user may look into it. */
  readonly directory: string;
  readonly lock: string;
}

/** The longest path of a socket on macOS, less a little; Linux has four more. */
const LONGEST = 100;

/**
 * Where the warm process of this user listens: below STREAM_TTS_HOME, else in the runtime directory, else in the cache.
 * Needs nothing that takes time to load: it stands in the way of the first byte.
 */
export function daemonPlace(env: Env, platform: NodeJS.Platform = process.platform): Place {
  const home = env.HOME || env.USERPROFILE || homedir();
  const own = env.STREAM_TTS_HOME;
  const wanted = own
    ? join(own, 'run')
    : env.XDG_RUNTIME_DIR
      ? join(env.XDG_RUNTIME_DIR, 'stream-tts')
      : platform === 'darwin'
        ? join(home, 'Library', 'Caches', 'stream-tts', 'run')
        : join(env.XDG_CACHE_HOME || join(home, '.cache'), 'stream-tts', 'run');
  const name = hashOf(wanted);
  const directory =
    Buffer.byteLength(join(wanted, 'daemon.sock')) < LONGEST
      ? wanted
      : join(tmpdir(), `stream-tts-${userInfo().uid}-${name}`);
  const socket = platform === 'win32' ? `\\\\.\\pipe\\stream-tts-${name}` : join(directory, 'daemon.sock');
  return { socket, directory, lock: join(directory, 'daemon.lock') };
}

/** FNV-1a over UTF-16 units: tells directories apart; Node's own hashes take milliseconds to load. */
function hashOf(text: string): string {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return (hash >>> 0).toString(16);
}
