import type { Player } from '../spec/contracts.ts';
import type { Phrase } from '../spec/parts.ts';
import type { Key, Piece } from './tape.ts';

/** A session's place at the loudspeaker; what it writes belongs to the sentence that was named last. */
export interface Seat extends Pick<Player, 'name' | 'realTime' | 'drain' | 'stop'> {
  /** As a player's; `says` are the phrases that begin in these samples. */
  write(samples: Float32Array, says?: readonly Phrase[]): Promise<void>;
  begin(sentenceId: string): void;
  /** Resolves when what was written of the sentence has been heard or dropped. */
  heard(sentenceId: string): Promise<void>;
  /** Milliseconds for which its sound was held by a pause. */
  heldMs(): number;
}

/** Sees all sound on its way to the loudspeaker. */
export interface DeskWatch {
  /** A phrase begins after so many samples of its sentence, which come later. */
  says(key: Key, at: number, text: string): void;
  /** A piece goes to the player, as loud as it will be. */
  sent(piece: Piece, samples: Float32Array): void;
  /** So many of the last samples were not heard; what of them is still wanted is sent again. */
  takenBack(count: number): void;
  held(isPaused: boolean): void;
}

/** The one loudspeaker, and the sound that was given to it and not heard yet. */
export interface Desk {
  /** The rate is that of what is written. */
  seat(sessionId: string, sampleRateHz: number): Seat;
  /** Opens the player. Rejects with StreamTtsError where nothing can be played. */
  ready(): Promise<void>;
  /** How many of the samples that were sent have not been heard. */
  unheard(): Promise<number>;
  /** The sentence that is heard now. */
  sounding(): Promise<Key | undefined>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  readonly paused: boolean;
  /** Why it stands still although nobody asked for it: the device is gone. */
  readonly trouble: string | undefined;
  /**
   * These sentences are not heard any more; silence at once, then what follows them. `onDrop` is told which of them had
   * sound that was not heard, before anybody could take them for heard.
   */
  drop(match: (key: Key) => boolean, onDrop?: (keys: readonly Key[]) => void): Promise<void>;
  /** The sentence that is heard, or was heard last, from its beginning. */
  again(): Promise<Key | undefined>;
  /** Sound of no session, before what waits. */
  insert(pieces: readonly Float32Array[], sampleRateHz: number): Promise<void>;
  readonly sampleRateHz: number;
  /** 0 to 1, from now on: also of what was written and not heard. */
  setVolume(volume: number): Promise<void>;
  readonly volume: number;
  /** The player that was opened last; undefined before the first sound. */
  readonly device: string | undefined;
  dispose(): Promise<void>;
}
