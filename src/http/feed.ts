import { z } from 'zod';
import type { Event } from '../spec/events.ts';
import { follow } from './follow.ts';
import { LIMITS, type Limits } from './limits.ts';
import { HttpError } from './reply.ts';
import { createRing, type Ring } from './ring.ts';
import { type Route, route } from './route.ts';

/** A session of the warm process, as its events name it. */
export interface Client {
  /** The warm process's own name for it. */
  readonly client: string;
  /** Where it runs: what a person would call it. */
  readonly name: string;
}

/** Everything that happens in the warm process, for whoever follows it. */
export function createFeed(historyBytes: number = LIMITS.historyBytes) {
  const events = createRing(historyBytes);
  return {
    events,
    observe: ({ client, name }: Client, event: Event) => events.push('message', { ...event, client, name }),
    /** Sessions, controls: what the status says may be another now. */
    changed: () => events.push('changed', {}),
  };
}

export type Feed = ReturnType<typeof createFeed>;

export interface FeedApi {
  readonly feed: Feed;
  /** What is heard: marks, waves and, for those who play it, the sound itself. */
  readonly sound: Ring;
  readonly epoch: string;
  readonly status: () => object;
  /** Where the sound is now; said to a follower first. */
  readonly place: () => object;
  /** A page plays the sound: from now on, until what it gives back is called. */
  readonly onListener: () => () => void;
  readonly limits?: Partial<Limits>;
}

const QUERY = z.strictObject({
  sound: z
    .enum(['none', 'marks', 'samples'])
    .default('none')
    .describe('marks: also where in its sentence the sound is; samples: also the sound, 16 bits at 24 kHz in base64'),
});

export function feedRoutes(api: FeedApi): Route[] {
  const limits = { ...LIMITS, ...api.limits };
  let followers = 0;
  return [
    route({
      method: 'GET',
      path: '/v1/events',
      summary: 'what happens, as server-sent events; Last-Event-ID goes on where it was cut',
      access: 'token',
      query: QUERY,
      answers: { 200: { means: 'events, endless', types: ['text/event-stream'] }, 429: { means: 'too many at once' } },
      async run({ request, response, query, signal }) {
        if (followers >= limits.followers) throw new HttpError(429, 'busy', `${followers} follow already.`);
        const lastId = request.headers['last-event-id'];
        const leave = query.sound === 'samples' ? api.onListener() : () => {};
        followers += 1;
        try {
          await follow({
            ...{ response, signal, limits, epoch: api.epoch, events: api.feed.events },
            sound: query.sound === 'none' ? undefined : api.sound,
            lastId: typeof lastId === 'string' ? lastId : undefined,
            hello: { status: api.status(), place: api.place() },
            wants: ({ kind }) => kind !== 'samples' || query.sound === 'samples',
          });
        } finally {
          followers -= 1;
          leave();
        }
      },
    }),
  ];
}
