import type { Floor, FloorRequest } from '../pipeline/floor.ts';

/** One road that asks for the loudspeaker. */
export interface Speaker {
  readonly sessionId: string;
  /** What it says wants a person's attention. */
  readonly isNotice: boolean;
  /** What of this message is on its way and has not begun to sound: sentences, text that still comes, or nothing. */
  hasMore(messageId: string): 'sentences' | 'text' | 'nothing';
  /** The user's last prompt was its session's. */
  hasFocus(): boolean;
  /** Why it must be silent now, if it must. */
  silenced(): string | undefined;
  /** This sentence sounds next. */
  onTurn(request: Pick<FloorRequest, 'sentenceId' | 'messageId'>): void;
}

export interface Arbiter {
  /** The right to speak as this road asks for it. */
  floorOf(speaker: Speaker): Omit<Floor, 'heard'>;
  /** Whose sentence is being given to the loudspeaker. */
  readonly speaking: { readonly sessionId: string; readonly sentenceId: string } | undefined;
  /** Something has changed that may let somebody speak: a sentence has ended, a session is muted or has gone. */
  nudge(): void;
}

interface Waiting {
  readonly speaker: Speaker;
  readonly request: FloorRequest;
  readonly answer: (answer: string | undefined) => void;
}

/** For so long nobody else gets the floor between two sentences of a message. */
const PATIENCE_MS = { sentences: 15_000, text: 3000 } as const;

/**
 * Gives the one loudspeaker to one road after the other, a sentence at a time. Notices come first, at the next
 * sentence's edge. A message is not cut by another session's prose while more of it is to come soon. Then comes the
 * session of the last prompt, then who has waited longest.
 */
export function createArbiter(options: {
  readonly clock: () => number;
  readonly sleep: (durationMs: number) => Promise<unknown>;
}): Arbiter {
  const { clock, sleep } = options;
  let waiting: Waiting[] = [];
  let speaking: Waiting | undefined;
  /** The last one that was no notice: its message goes on. */
  let last: Waiting | undefined;
  let leftAtMs = 0;
  let isTimed = false;

  function next(): Waiting | undefined {
    const notice = waiting.find(({ speaker }) => speaker.isNotice);
    if (notice !== undefined || last === undefined) return notice ?? first();
    const { speaker, request } = last;
    const own = waiting.find((one) => one.speaker === speaker && one.request.messageId === request.messageId);
    if (own !== undefined || waiting.length === 0) return own;
    const more = speaker.silenced() === undefined ? speaker.hasMore(request.messageId) : 'nothing';
    const leftMs = more === 'nothing' ? 0 : PATIENCE_MS[more] - (clock() - leftAtMs);
    if (leftMs <= 0) return first();
    lookAgainIn(leftMs);
    return undefined;
  }

  function first(): Waiting | undefined {
    return waiting.find(({ speaker }) => speaker.hasFocus()) ?? waiting[0];
  }

  function lookAgainIn(durationMs: number): void {
    if (isTimed) return;
    isTimed = true;
    void sleep(durationMs).then(() => {
      isTimed = false;
      grant();
    });
  }

  function grant(): void {
    for (const one of waiting) {
      const reason = one.speaker.silenced();
      if (reason !== undefined) answer(one, reason);
    }
    if (speaking !== undefined) return;
    const one = next();
    if (one === undefined) return;
    speaking = one;
    if (!one.speaker.isNotice) last = one;
    one.speaker.onTurn(one.request);
    answer(one, undefined);
  }

  function answer(one: Waiting, reason: string | undefined): void {
    waiting = waiting.filter((other) => other !== one);
    one.answer(reason);
  }

  function leave(speaker: Speaker, sentenceId: string): void {
    if (speaking?.speaker !== speaker || speaking.request.sentenceId !== sentenceId) return;
    speaking = undefined;
    leftAtMs = clock();
    grant();
  }

  return {
    floorOf(speaker) {
      let heldMs = 0;
      return {
        refuses: () => speaker.silenced(),
        async take(request) {
          const askedAtMs = clock();
          const reason = await new Promise<string | undefined>((resolve) => {
            const one = { speaker, request, answer: resolve };
            const onAbort = () => {
              answer(one, 'taken back');
              leave(speaker, request.sentenceId);
            };
            if (request.signal.aborted) return resolve('taken back');
            request.signal.addEventListener('abort', onAbort, { once: true });
            waiting.push(one);
            grant();
          });
          heldMs += clock() - askedAtMs;
          return reason;
        },
        leave: (sentenceId) => leave(speaker, sentenceId),
        heldMs: () => heldMs,
      };
    },
    get speaking() {
      return speaking && { sessionId: speaking.speaker.sessionId, sentenceId: speaking.request.sentenceId };
    },
    nudge: grant,
  };
}
