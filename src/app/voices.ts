import { KOKORO_VOICES } from '../engines/voices/kokoro.ts';
import { missingModels, openStore } from './store.ts';

export interface VoiceListing {
  readonly name: string;
  /** As in `--voice`. */
  readonly voice: string;
  /** BCP 47. */
  readonly language: string;
  readonly available: boolean;
  /** Why it is not available, with the command to type. */
  readonly reason?: string;
  readonly credit?: string;
}

/** Every voice that this program knows, and whether it can speak on this machine. */
export function listVoices(env: Readonly<Record<string, string | undefined>>): VoiceListing[] {
  const missing = missingModels(openStore(env), ['kokoro-82m', 'japanese-dictionary']);
  const reason = missing.length > 0 ? { reason: `type: npx stream-tts models pull ${missing.join(' ')}` } : {};
  return KOKORO_VOICES.map((name) => ({
    name,
    voice: `kokoro:${name}`,
    language: 'ja',
    available: missing.length === 0,
    ...reason,
    credit: 'Kokoro-82M, Apache-2.0',
  }));
}
