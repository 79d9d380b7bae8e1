import type { ServerResponse } from 'node:http';
import type { Limits } from './limits.ts';
import { begin, put } from './reply.ts';
import type { Item, Ring } from './ring.ts';

/** So often a follower hears that the line is alive, and a line that is dead is found. */
const PING_MS = 15_000;

export interface Following {
  readonly response: ServerResponse;
  readonly signal: AbortSignal;
  readonly limits: Pick<Limits, 'stuckMs'>;
  /** Tells the events of this process from those of the one before. */
  readonly epoch: string;
  readonly events: Ring;
  /** What is heard, as it is heard: nothing of it is sent again. */
  readonly sound: Ring | undefined;
  /** The `Last-Event-ID` of a follower that comes back. */
  readonly lastId: string | undefined;
  /** Said first, so that a page need not ask. */
  readonly hello: object;
  /** Which pieces of sound this follower wants. */
  readonly wants: (item: Item) => boolean;
}

/**
 * Server-sent events until the follower is gone (https://html.spec.whatwg.org/multipage/server-sent-events.html). Each
 * follower reads the rings at its own pace, nothing is kept for it; one that falls behind the ring is cut off, and
 * finds what it missed when it comes back.
 */
export async function follow({ response, signal, limits, epoch, events, sound, ...rest }: Following): Promise<void> {
  const { lastId, hello, wants } = rest;
  begin(response, 200, 'text/event-stream');
  let at = placeOf(lastId, epoch, events);
  let soundAt = sound?.last ?? 0;
  const isTaken = (text: string) => put(response, text, limits.stuckMs);
  const isNew = at === undefined;
  at ??= events.before;
  if (!(await isTaken(`retry: 1000\nevent: hello\ndata: ${JSON.stringify({ ...hello, epoch, isNew })}\n\n`))) return;
  while (!signal.aborted) {
    const news = events.after(at);
    const heard = sound?.after(soundAt) ?? [];
    if (news === undefined || (sound !== undefined && sound.after(soundAt) === undefined))
      return void response.destroy();
    if (news.length === 0 && heard.length === 0) {
      const awake = new AbortController();
      const either = AbortSignal.any([signal, awake.signal]);
      const timer = setTimeout(() => awake.abort(), PING_MS);
      await Promise.race([events.more(either), ...(sound === undefined ? [] : [sound.more(either)])]);
      clearTimeout(timer);
      const isPing = awake.signal.aborted;
      awake.abort();
      if (isPing && !(await isTaken(':\n\n'))) return;
      continue;
    }
    at = news.at(-1)?.number ?? at;
    soundAt = heard.at(-1)?.number ?? soundAt;
    const text = [
      ...news.map(({ number, kind, text }) => message(kind, text, `${epoch}-${number}`)),
      ...heard.filter(wants).map(({ kind, text }) => message(kind, text)),
    ].join('');
    if (text !== '' && !(await isTaken(text))) return;
  }
}

/** JSON has no line breaks, so it is one line of data. */
function message(kind: string, text: string, id?: string): string {
  return `${id === undefined ? '' : `id: ${id}\n`}${kind === 'message' ? '' : `event: ${kind}\n`}data: ${text}\n\n`;
}

/** Where a follower goes on; undefined when it is new, or what it missed is gone. */
function placeOf(lastId: string | undefined, epoch: string, events: Ring): number | undefined {
  const [of, number] = lastId?.split('-') ?? [];
  const at = of === epoch && number !== undefined && /^\d{1,15}$/.test(number) ? Number(number) : undefined;
  return at === undefined || at > events.last || events.after(at) === undefined ? undefined : at;
}
