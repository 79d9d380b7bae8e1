import { Agent, request } from 'node:http';
import type { Payload } from './payloads.ts';

export interface Mailbox {
  /** Returns at once; payloads arrive in order, or not at all. */
  post(payload: Payload): void;
  /** Resolves when everything was sent or given up. */
  flush(): Promise<void>;
  close(): void;
}

export interface MailboxOptions {
  /** Where the warm process listens on the loopback; asked anew for each batch. */
  readonly port: () => number | undefined;
  /** Told when nobody takes the post, once until somebody does. */
  readonly onLost: () => void;
  readonly clock: () => number;
}

/** So much may wait; what is older is dropped, since nobody wants to hear it late. */
const MAX_WAITING = 5000;
const TIMEOUT_MS = 1000;
/** Where nobody is, nobody is looked for with each word. */
const REST_MS = 1000;

/** Sends payloads to the warm process, all that came meanwhile in one request. */
export function createMailbox({ port, onLost, clock }: MailboxOptions): Mailbox {
  const agent = new Agent({ keepAlive: true, noDelay: true, maxSockets: 1 });
  let waiting: Payload[] = [];
  let sending: Promise<void> | undefined;
  let isLost = false;
  let restUntilMs = Number.NEGATIVE_INFINITY;

  async function run(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting;
      waiting = [];
      if (clock() < restUntilMs) continue;
      const arrived = await send(batch);
      if (!arrived) restUntilMs = clock() + REST_MS;
      if (!arrived && !isLost) onLost();
      isLost = !arrived;
    }
    sending = undefined;
  }

  function send(batch: readonly Payload[]): Promise<boolean> {
    const to = port();
    if (to === undefined) return Promise.resolve(false);
    const body = batch.map((payload) => `${JSON.stringify(payload)}\n`).join('');
    return new Promise((resolve) => {
      const outgoing = request(
        {
          ...{ hostname: '127.0.0.1', port: to, path: '/hook', method: 'POST', agent, timeout: TIMEOUT_MS },
          headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) },
        },
        (answer) => {
          answer.resume();
          answer.on('end', () => resolve(answer.statusCode === 200));
          answer.on('error', () => resolve(false));
        },
      );
      outgoing.on('timeout', () => outgoing.destroy());
      outgoing.on('error', () => resolve(false));
      outgoing.end(body);
    });
  }

  return {
    post(payload) {
      waiting.push(payload);
      if (waiting.length > MAX_WAITING) waiting.shift();
      // Parts of one event go together.
      sending ??= Promise.resolve().then(run);
    },
    async flush() {
      await sending;
    },
    close: () => agent.destroy(),
  };
}
