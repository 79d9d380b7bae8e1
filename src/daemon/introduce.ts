import type { Voice } from '../spec/contracts.ts';
import { createChime } from './chime.ts';
import type { Seat } from './loudspeaker.ts';
import type { Session } from './session.ts';

const NAME_PAUSE_S = 0.25;

export interface Introduction {
  readonly session: Pick<Session, 'id' | 'name'>;
  readonly seat: Pick<Seat, 'write'>;
  readonly isNotice: boolean;
  readonly voice: Voice;
  readonly speed: number;
  readonly signal: AbortSignal;
}

/** What sounds before a sentence, so that a person knows who speaks, and why. */
export function createIntroducer(options: {
  /** Whether a session's name is said when another one has spoken before. */
  readonly names: boolean;
  readonly sessions: () => number;
}) {
  let lastSpeaker: string | undefined;

  return async ({ session, seat, isNotice, voice, speed, signal }: Introduction): Promise<void> => {
    const isOther = lastSpeaker !== undefined && lastSpeaker !== session.id;
    lastSpeaker = session.id;
    if (isNotice) await seat.write(createChime(voice.sampleRateHz));
    if (!options.names || (!isOther && !(isNotice && options.sessions() > 1))) return;
    try {
      for await (const { samples } of voice.speak(session.name, { speed, signal })) await seat.write(samples);
      await seat.write(new Float32Array(Math.round(voice.sampleRateHz * NAME_PAUSE_S)));
    } catch {
      // A name that the voice cannot say is no reason to say nothing.
    }
  };
}
