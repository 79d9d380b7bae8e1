import type { Settings } from '../app/settings.ts';
import { createPlayer, type SpeakInput, sleep, speak } from '../app/speak.ts';
import { createDaemon } from '../daemon/daemon.ts';
import { createDesk } from '../daemon/desk.ts';
import type { Io } from './command.ts';

export interface AtDesk extends Pick<SpeakInput, 'engines' | 'bytes' | 'onEvent' | 'signal'> {
  readonly settings: Settings;
}

/** Speaks as the warm process would, in this process: so that all that can be said to that one can be said here. */
export function speakAtDesk({ settings, engines, bytes, onEvent, signal }: AtDesk, env: Io['env']) {
  const clock = () => performance.now();
  const { sampleRateHz } = engines.voice;
  const desk = createDesk({
    ...{ sampleRateHz, clock, sleep, volume: 1 },
    open: (only) => createPlayer(settings, env, sampleRateHz, only),
    onTrouble: (message) => daemon.warn(message),
  });
  const daemon = createDaemon({
    ...{ desk, clock, sleep, now: Date.now, kept: { muted: false }, keep: () => {} },
    ...{ others: 'whole', names: false },
  });
  const done = daemon.speak(
    {
      ...{ name: 'own', engines },
      speak: ({ player, shared, pace, onEvent: tell }) =>
        speak({ settings, engines, player, bytes, onEvent: tell, signal, shared, pace }),
    },
    onEvent,
  );
  return { done: done.finally(desk.dispose), control: daemon.control };
}
