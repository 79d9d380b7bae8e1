import type { Sentence } from '../spec/parts.ts';
import { createOutline, type Fate, type Outline } from './outline.ts';

/** How much of what an agent writes is spoken. */
export type Detail = 'auto' | 'full' | 'brief' | 'final';

/** What is done when speech falls behind the agent: while it is in a message that is not the latest one. */
export type Behind = 'keep' | 'faster' | 'shorten' | 'latest';

/** A block of prose that takes longer than this to say is said in brief by `auto`, in seconds. */
export const BRIEF_FROM_S = 60;
/** Speech is behind when so much of earlier messages waits, in seconds. */
export const BEHIND_S = 20;
/** So much waits where `faster` has reached its limit. */
export const FAR_BEHIND_S = 60;

export interface Policy {
  readonly detail: Detail;
  readonly behind: Behind;
  /** The most that `faster` multiplies the speed by. */
  readonly fastest: number;
}

/** One block of prose. */
export interface Unit {
  readonly messageId: string;
  readonly outline: Outline;
  /** How many of its sentences were left out. */
  left: number;
  lastLeft: string;
  /** Its sentences were ended from outside: nobody wants to know that there is more of it. */
  isCut: boolean;
  /** Speech was behind, and this is older than the latest message. */
  isBehind: boolean;
  /** It is of its turn's last message. */
  isFinal: boolean;
}

export function createUnit(messageId: string): Unit {
  return { messageId, outline: createOutline(), left: 0, lastLeft: '', isCut: false, isBehind: false, isFinal: false };
}

/** What becomes of a sentence; `isLatest` while no message after its own has begun. */
export function fateOf({ detail, behind }: Policy, sentence: Sentence, unit: Unit, isLatest: boolean): Fate {
  if (detail === 'final') return unit.isFinal ? 'keep' : isLatest ? 'wait' : 'leave';
  if (unit.isBehind && behind === 'latest') return 'leave';
  const isBrief =
    detail === 'brief' ||
    (detail === 'auto' && unit.outline.seconds > BRIEF_FROM_S) ||
    (unit.isBehind && behind === 'shorten');
  return isBrief ? unit.outline.inBrief(sentence) : 'keep';
}

/** What the speed is multiplied by when so many seconds of earlier messages wait. */
export function hasteOf({ behind, fastest }: Policy, behindS: number): number {
  if (behind !== 'faster') return 1;
  const share = Math.min(1, Math.max(0, (behindS - BEHIND_S) / (FAR_BEHIND_S - BEHIND_S)));
  // In steps: what was said before is found again by its speed.
  return 1 + Math.round(10 * share * (fastest - 1)) / 10;
}
