import type { Player, Voice } from '../spec/contracts.ts';
import type { EventBody } from '../spec/events.ts';
import type { Announcement, Phrase, Sentence } from '../spec/parts.ts';
import type { Policy } from './fate.ts';
import type { Floor, RoadHandle } from './floor.ts';
import type { Interpreter } from './interpreter.ts';

/** Everything that the road is made of; it knows contracts, never engines. */
export interface Road {
  /** A fresh text machine for one block of prose. */
  readonly sentencer: (messageId: string) => { write(text: string): Sentence[]; end(): Sentence[] };
  readonly announce: (announcement: Announcement, language: string) => string;
  /** A translation as the voice is to say it: addresses and paths short. */
  readonly aloud: (translation: string) => string;
  /** Undefined when nothing is to be translated. */
  readonly interpreter: Interpreter | undefined;
  readonly voice: Voice;
  readonly player: Pick<Player, 'name' | 'realTime' | 'drain' | 'stop'> & {
    /** A player that shows what it plays is told which phrases begin in these samples. */
    write(samples: Float32Array, says?: readonly Phrase[]): Promise<void>;
  };
  /** BCP 47, the language spoken. */
  readonly to: string;
  /** 1 is the voice's own pace. */
  readonly speed: () => number;
  /** What of it the listener has set while it speaks, and what makes sound of another pace fit, its pitch kept. */
  readonly pace?: {
    readonly now: () => number;
    readonly stretch: (samples: Float32Array, speed: number, sampleRateHz: number) => Float32Array;
  };
  /** What of it is spoken; all of it without. */
  readonly policy?: Policy;
  /** 0 to 1; 1 without. */
  readonly volume?: number;
  /** Milliseconds, from any start; never goes back. */
  readonly clock: () => number;
  readonly sleep: (durationMs: number) => Promise<undefined>;
  readonly emit: (event: EventBody) => void;
  /** Aborted by Ctrl-C: the sound stops at once. */
  readonly signal: AbortSignal;
  /** True when translator and voice compute on the same few cores. */
  readonly sharedCores?: boolean;
  /** Whether other programs want the cores as well; never without. */
  readonly crowded?: () => boolean;
  /** Silence between two sentences, in milliseconds. */
  readonly pauseMs?: number;
  /** Where the loudspeaker is shared with other roads. */
  readonly floor?: Floor;
  /** Hands out what can be done to the road while it runs. */
  readonly onStart?: (handle: RoadHandle) => void;
}

/** Bounds of the road: how far each stage may run ahead of the next. */
export const AHEAD = { sentences: 3, soundMs: 20_000 } as const;

export { DEFAULT_PAUSE_MS } from './pause.ts';
