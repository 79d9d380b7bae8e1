import type { Player } from '../spec/contracts.ts';
import { StreamTtsError } from '../spec/errors.ts';
import type { DeskWatch } from './loudspeaker.ts';
import type { Key, Tape } from './tape.ts';

export interface OutputOptions {
  /** Opens a player; only the one of that name, where one is given. */
  readonly open: (only?: string) => Promise<Player>;
  readonly tape: Tape;
  readonly sampleRateHz: number;
  readonly clock: () => number;
  readonly sleep: (durationMs: number) => Promise<unknown>;
  readonly watch: DeskWatch | undefined;
}

/**
 * A player that is gone cannot say what was heard. So much may not have been: the 400 ms that a sound server holds, the
 * piece on its way to it, and what the card had taken.
 */
const UNSURE_MS = 550;
/** A sound server that is started anew answers within so long. */
const RETURN_MS = 8000;
const AGAIN_MS = 200;

/** The player under the tape: opened when there is sound for it, closed when there is none, and what follows its loss. */
export function createOutput({ open, tape, sampleRateHz, clock, sleep, watch }: OutputOptions) {
  let player: Player | undefined;
  let opening: Promise<Player> | undefined;
  let name: string | undefined;
  let reopened: Key | undefined;
  /** Since when the loudspeaker has been gone by itself. */
  let lostAtMs: number | undefined;

  function opened(): Promise<Player> {
    // What was played to one sound system does not go on through another one unasked.
    opening ??= open(lostAtMs === undefined ? undefined : name).then((opened) => {
      lostAtMs = undefined;
      player = opened;
      name = opened.name;
      return opened;
    });
    return opening;
  }

  return {
    opened,
    /** As `opened`, where a failure is not tried again but told. */
    async ready(): Promise<void> {
      await opened().catch((error: unknown) => {
        opening = undefined;
        throw error;
      });
    },
    /** Undefined while none is open. */
    get player() {
      return player;
    },
    /** Of the player that was opened last. */
    get name() {
      return name;
    },
    unheard: async (): Promise<number> => (player === undefined ? 0 : await player.unheard()),
    /** What was sent and not heard waits again. */
    async takeBack(): Promise<void> {
      const count = player === undefined ? 0 : await player.clear();
      tape.takeBack(count);
      watch?.takenBack(count);
    },
    /**
     * The loudspeaker is gone. A sound server that was started anew is waited for, and the sentence that was heard is
     * said again, once; for a device that is gone, or a server that does not come back, the reason is returned: that is
     * for the person to decide.
     */
    async lose(error: unknown): Promise<string | undefined> {
      const lost = player;
      player = undefined;
      opening = undefined;
      const key = tape.sentBefore((sampleRateHz * UNSURE_MS) / 1000);
      // What is tried again without one has lost nothing more.
      const count = lost === undefined ? 0 : tape.backTo(key);
      if (count > 0) watch?.takenBack(count);
      await lost?.dispose().catch(() => {});
      const isGone = error instanceof StreamTtsError && error.code === 'device-gone';
      if (!isGone && key !== reopened && lost !== undefined) {
        reopened = key;
        lostAtMs = clock();
        return undefined;
      }
      if (!isGone && lost === undefined && lostAtMs !== undefined && clock() - lostAtMs < RETURN_MS) {
        await sleep(AGAIN_MS);
        return undefined;
      }
      reopened = undefined;
      lostAtMs = undefined;
      return error instanceof Error ? error.message : String(error);
    },
    async close(): Promise<void> {
      const idle = player;
      player = undefined;
      opening = undefined;
      await idle?.dispose();
    },
    async dispose(): Promise<void> {
      await opening?.catch(() => {});
      await player?.dispose();
    },
  };
}
