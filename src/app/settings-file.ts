import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where the settings file is: the platform's own place, or below STREAM_TTS_HOME. */
export function settingsFile(
  env: Readonly<Record<string, string | undefined>>,
  platform: NodeJS.Platform = process.platform,
): string {
  const home = env.HOME ?? env.USERPROFILE ?? homedir();
  const own = env.STREAM_TTS_HOME;
  if (own) return join(own, 'settings.json');
  if (platform === 'darwin') return join(home, 'Library', 'Application Support', 'stream-tts', 'settings.json');
  if (platform === 'win32') return join(env.APPDATA ?? join(home, 'AppData', 'Roaming'), 'stream-tts', 'settings.json');
  return join(env.XDG_CONFIG_HOME ?? join(home, '.config'), 'stream-tts', 'settings.json');
}
