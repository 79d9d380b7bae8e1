import type { Floor } from '../pipeline/floor.ts';
import type { Voice } from '../spec/contracts.ts';
import type { House } from './controls.ts';
import { createIntroducer } from './introduce.ts';
import type { Seat } from './loudspeaker.ts';
import type { Session } from './session.ts';

export interface Way {
  readonly player: Seat;
  readonly floor: Floor;
}

const BESIDE = 'another session has the focus';

/** Makes a session's way to the loudspeaker; a notice has another than the prose that it interrupts. */
export function createWays(
  house: Pick<House, 'desk' | 'arbiter' | 'roster' | 'pace'>,
  /** Whether a session's name is said when another one has spoken before. */
  names: boolean,
) {
  const { desk, arbiter, roster } = house;
  const introduce = createIntroducer({ names, sessions: () => roster.all.length });

  return (session: Session, speaker: Session['speaker'], voice: Voice): Way => {
    const player = desk.seat(session.id, voice.sampleRateHz);
    const floor = arbiter.floorOf({
      ...speaker,
      onTurn(request) {
        player.begin(request.sentenceId);
        speaker.onTurn(request);
      },
    });
    const refuses: Floor['refuses'] = (sentence) =>
      !speaker.isNotice && roster.isBeside(session) && !session.isFirst(sentence) ? BESIDE : floor.refuses(sentence);
    return {
      player,
      floor: {
        ...floor,
        refuses,
        async take(request): Promise<string | undefined> {
          const reason = refuses(request) ?? (await floor.take(request));
          const { isNotice } = speaker;
          if (reason === undefined) {
            await introduce({ session, seat: player, isNotice, voice, speed: house.pace, signal: request.signal });
          }
          return reason;
        },
        heard: player.heard,
        heldMs: () => floor.heldMs() + player.heldMs(),
      },
    };
  };
}
