import type { ClientRequest, IncomingMessage, ServerResponse } from 'node:http';
import { endToEnd, rawPairs } from './raw-headers.ts';
import type { Tap } from './relay.ts';

export interface ExchangeOptions {
  readonly incoming: IncomingMessage;
  readonly answer: ServerResponse;
  /** The upstream as a person knows it. */
  readonly origin: string | undefined;
  readonly tap: (headers: IncomingMessage['headers']) => Tap | undefined;
  readonly onTrouble: (line: string) => void;
  /** Begins the request to the upstream; undefined where there is none. */
  readonly open: () => ClientRequest | undefined;
  /** Called with 1 when it begins and with -1 when it is over. */
  readonly onBusy: (change: 1 | -1) => void;
}

/** Passes one request up and its answer down. An exchange that one side breaks off is broken off for the other. */
export function createExchange({ incoming, answer, origin, open, onTrouble, onBusy, ...rest }: ExchangeOptions): void {
  const outgoing = begin();
  if (outgoing === undefined) return;
  const tap = harmless(() => rest.tap(incoming.headers), onTrouble);
  let response: IncomingMessage | undefined;
  let over = false;
  onBusy(1);

  function begin(): ClientRequest | undefined {
    try {
      const request = open();
      if (request !== undefined) return request;
      const path = (incoming.url ?? '/').split(/[?#]/, 1)[0];
      refuse(answer, 404, `stream-tts proxy has no upstream for ${path}; see stream-tts proxy --help.`);
    } catch (error) {
      refuse(answer, 502, `stream-tts proxy cannot pass this request on (${reasonOf(error)}).`);
    }
    return undefined;
  }

  function leave(whole: boolean): void {
    if (over) return;
    over = true;
    onBusy(-1);
    process.nextTick(() => tap?.end(whole));
  }

  /** What was passed on arrives; then the connection breaks off, as it did for us. */
  function breakOff(): void {
    if (answer.socket !== null) answer.socket.destroySoon();
    else answer.destroy();
    leave(false);
  }

  function receive(received: IncomingMessage): void {
    response = received;
    try {
      answer.sendDate = false;
      answer.writeHead(received.statusCode ?? 502, received.statusMessage ?? '', endToEnd(received.rawHeaders));
      // The head does not wait for the body; flushHeaders would encode it anew, as UTF-8.
      answer.write('', 'latin1');
    } catch (error) {
      onTrouble(`stream-tts proxy: an answer of ${origin} could not be passed on (${reasonOf(error)}).`);
      outgoing?.destroy();
      breakOff();
      return;
    }
    tap?.response(received.headers);
    received.on('data', (chunk: Buffer) => {
      if (!answer.write(chunk)) received.pause();
      // Node sends what was written at the next tick: the tap reads after that, so that nobody waits for it.
      process.nextTick(() => tap?.body(chunk));
    });
    answer.on('drain', () => received.resume());
    received.on('end', () => {
      answer.addTrailers(rawPairs(received.rawTrailers));
      answer.end();
      leave(true);
    });
    received.on('error', () => {});
    received.on('close', () => {
      if (!received.complete) breakOff();
    });
  }

  function fail(error: NodeJS.ErrnoException): void {
    if (response !== undefined || answer.destroyed) return;
    // A connection that the upstream closed without a word: the agent sees the same, and knows what to do.
    if (error.code === 'ECONNRESET' || error.code === 'EPIPE') {
      breakOff();
      return;
    }
    leave(false);
    const line = `stream-tts proxy: ${origin} cannot be reached (${reasonOf(error)}).`;
    onTrouble(line);
    refuse(answer, 502, line);
  }

  outgoing.on('information', (info) => {
    // 100 was said by Node itself when the request came.
    if (info.statusCode === 100 || answer.headersSent) return;
    const lines = rawPairs(info.rawHeaders).map(([name, value]) => `${name}: ${value}\r\n`);
    answer.socket?.write(`HTTP/1.1 ${info.statusCode} ${info.statusMessage}\r\n${lines.join('')}\r\n`, 'latin1');
  });
  outgoing.on('response', receive);
  outgoing.on('error', fail);
  outgoing.on('drain', () => incoming.resume());
  outgoing.on('close', () => incoming.resume());

  incoming.on('data', (chunk: Buffer) => {
    // An answer may come before the whole request was read, and nobody reads the rest.
    if (!outgoing.destroyed && !outgoing.write(chunk)) incoming.pause();
    tap?.request(chunk);
  });
  incoming.on('end', () => {
    const trailers = rawPairs(incoming.rawTrailers);
    if (trailers.length > 0) outgoing.addTrailers(trailers);
    outgoing.end();
  });
  incoming.on('error', () => {});
  answer.on('error', () => {});
  answer.on('close', () => {
    if (!answer.writableFinished) outgoing.destroy();
    leave(false);
  });
}

export function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

/** An error in the form that the vendors' libraries show. */
function refuse(answer: ServerResponse, status: number, message: string): void {
  if (answer.destroyed || answer.headersSent) return;
  const body = JSON.stringify({ type: 'error', error: { type: 'api_error', message } });
  answer.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) });
  answer.end(body);
}

/** A tap of which nothing that goes wrong reaches the exchange; it is heard of once. */
function harmless(create: () => Tap | undefined, onTrouble: (line: string) => void): Tap | undefined {
  let broken = false;
  const guard = <T>(action: () => T): T | undefined => {
    if (broken) return undefined;
    try {
      return action();
    } catch (error) {
      broken = true;
      onTrouble(`stream-tts proxy: an answer is not spoken (${reasonOf(error)}); the agent gets it all the same.`);
      return undefined;
    }
  };
  const tap = guard(create);
  if (tap === undefined) return undefined;
  return {
    request: (chunk) => guard(() => tap.request(chunk)),
    response: (headers) => guard(() => tap.response(headers)),
    body: (chunk) => guard(() => tap.body(chunk)),
    end: (whole) => guard(() => tap.end(whole)),
  };
}
