import { homedir } from 'node:os';
import { join } from 'node:path';

/**
 * The directory that holds everything the program keeps and could fetch again. `STREAM_TTS_HOME` moves it;
 * otherwise it is the platform's own cache directory.
 */
export function cacheHome(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): string {
  const own = env.STREAM_TTS_HOME;
  if (own) return own;
  const home = env.HOME || env.USERPROFILE || homedir();
  if (platform === 'darwin') return join(home, 'Library', 'Caches', 'stream-tts');
  if (platform === 'win32') {
    return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'stream-tts', 'Cache');
  }
  return join(env.XDG_CACHE_HOME || join(home, '.cache'), 'stream-tts');
}
