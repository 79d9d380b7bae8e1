import { setTimeout as sleep } from 'node:timers/promises';
import { watchMicrophone as watch } from '../engines/players/pulse/microphone.ts';

/** Tells when another program begins to record from a microphone, and when none does any more. */
export function watchMicrophone(
  env: Readonly<Record<string, string | undefined>>,
  onChange: (isRecording: boolean) => void,
): { close(): void } {
  return watch({ env, onChange, sleep: (durationMs) => sleep(durationMs, undefined, { ref: false }) });
}
