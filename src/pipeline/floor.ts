import type { Sentence } from '../spec/parts.ts';

/** What a road says when it asks for the loudspeaker. */
export interface FloorRequest {
  readonly sentenceId: string;
  readonly messageId: string;
  /** Aborted when the sentence need not sound any more; the floor is left then. */
  readonly signal: AbortSignal;
}

/** Where several roads share one loudspeaker: who may sound, a sentence at a time. */
export interface Floor {
  /** Why it need not be made: it may not sound. Asked before the voice works. */
  refuses(sentence: Pick<FloorRequest, 'sentenceId' | 'messageId'>): string | undefined;
  /** Resolves when the sentence may sound, or with why it must not. */
  take(request: FloorRequest): Promise<string | undefined>;
  /** All sound of the sentence is given to the player. */
  leave(sentenceId: string): void;
  /** Resolves when what was given of the sentence has been heard, or will not be heard any more. */
  heard(sentenceId: string): Promise<void>;
  /** Milliseconds for which sentences were kept waiting so far: no fault of the road. */
  heldMs(): number;
}

/** What can be done from outside while a road runs. */
export interface RoadHandle {
  /** Ends the open sentences that match; they are not heard any more. Returns their ids. */
  end(
    match: (sentence: { readonly sentenceId: string; readonly messageId: string }) => boolean,
    outcome: 'skipped' | 'aborted',
    reason: string,
  ): string[];
  /** What the stream still says of this message, or of this turn, is not heard. */
  ignoreRest(of: 'message' | 'turn'): void;
  /** Open sentences of a message, or of all. */
  open(messageId?: string): number;
  /** What was left out of this turn since this was asked last, and could be said. */
  takeLeft(): readonly Sentence[];
  /** True while text of this message may still come. */
  isWriting(messageId: string): boolean;
}
