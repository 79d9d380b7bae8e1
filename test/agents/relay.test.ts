import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, request } from 'node:http';
import { connect } from 'node:net';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import fc from 'fast-check';
import type { Tap } from '../../src/agents/relay.ts';
import { type Ask, ask, closeAll, listenOn, type Script, startPair, startScripted } from './http-pair.ts';

const NAMES = ['Set-Cookie', 'set-cookie', 'X-Many', 'x-MANY', 'request-id', 'Content-Encoding', 'CF-Ray', 'Vary'];
const name = fc.oneof(fc.constantFrom(...NAMES), fc.stringMatching(/^x-[a-zA-Z0-9!#$%&'*+.^_|~-]{1,12}$/));
/** What Node hands over of a value: no white space at its ends. */
const value = fc
  .stringMatching(/^[!-~\u00a1-\u00ff][\t -~\u00a1-\u00ff]{0,30}$/)
  .map((text) => text.trim())
  .filter((text) => text !== '');
const headers = fc.array(fc.tuple(name, value), { maxLength: 8 }).map((pairs) => pairs.flat());
const body = fc.array(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  { maxLength: 6 },
);
const large = fc.nat({ max: 300_000 }).map((size) => [Buffer.alloc(size, 'stream')]);
const trailers = fc.array(fc.tuple(fc.constant('x-sum'), value), { maxLength: 2 });

const answers: fc.Arbitrary<Script> = fc.record({
  status: fc.oneof(fc.constantFrom(200, 204, 304, 400, 401, 429, 500, 529), fc.integer({ min: 200, max: 599 })),
  statusMessage: fc.stringMatching(/^[ -~\u00a1-\u00ff]{0,20}$/).map((text) => text.trim()),
  headers,
  body: fc.oneof(body, large),
  framing: fc.constantFrom('chunked', 'length', 'close'),
  trailers,
  breakAfter: fc.option(fc.nat({ max: 3 }), { nil: undefined, freq: 4 }),
});
const asks: fc.Arbitrary<Ask> = fc.record({
  method: fc.constantFrom('POST', 'POST', 'GET', 'PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'),
  path: fc.stringMatching(/^\/[!-"$-~]{0,30}$/),
  headers,
  body: fc.oneof(body, large),
  framing: fc.constantFrom('chunked', 'length'),
  trailers,
});

test('whatever is asked and answered, both sides see through the relay what they see without it', async () => {
  await fc.assert(
    fc.asyncProperty(asks, answers, async (wanted, script) => {
      const answer = withoutBody(wanted, script)
        ? { ...script, body: [], trailers: [], breakAfter: undefined }
        : script;
      const upstream = await startScripted(answer);
      const { url, relay } = await startPair(upstream.url);
      try {
        const direct = await ask(upstream.url, wanted).catch(String);
        const relayed = await ask(url, wanted).catch(String);
        assert.deepEqual(relayed, direct);
        assert.equal(upstream.asked.length, 2);
        assert.deepEqual(upstream.asked[1], upstream.asked[0]);
      } finally {
        await relay.close();
        await upstream.close();
      }
    }),
    { numRuns: 150 },
  );
});

test('each piece of both bodies is passed on before the next one is there', async (t) => {
  const echo = createServer((incoming, answer) => {
    answer.writeHead(200);
    incoming.on('data', (chunk) => answer.write(chunk));
    incoming.on('end', () => answer.end());
  });
  const { url, relay } = await startPair(await listenOn(echo));
  t.after(() => closeAll(echo));
  t.after(() => relay.close());
  const outgoing = request(url, { method: 'POST', agent: false });
  outgoing.write('0');
  const response = await responseOf(outgoing);
  for (let i = 0; i < 20; i += 1) {
    assert.equal(String(await nextChunk(response)), String(i));
    outgoing.write(String(i + 1));
  }
  outgoing.end();
});

test('an agent that does not read holds the upstream back, and loses nothing', async (t) => {
  const piece = Buffer.alloc(1024 * 1024, 'x');
  const PIECES = 64;
  let written = 0;
  const upstream = createServer(async (_, answer) => {
    for (let i = 0; i < PIECES; i += 1) {
      if (!answer.write(piece)) await new Promise((resolve) => answer.once('drain', resolve));
      written += 1;
    }
    answer.end();
  });
  const { url, relay } = await startPair(await listenOn(upstream));
  t.after(() => closeAll(upstream));
  t.after(() => relay.close());
  const response = await responseOf(request(url, { agent: false }).end());
  response.pause();
  let still = 0;
  for (let last = -1; still < 20; last = written) {
    still = written === last ? still + 1 : 0;
    await sleep(10);
  }
  assert.ok(written < PIECES / 2, `${written} MB were taken from the upstream`);
  const hash = createHash('sha256');
  for await (const chunk of response) hash.update(chunk);
  const expected = createHash('sha256');
  for (let i = 0; i < PIECES; i += 1) expected.update(piece);
  assert.equal(hash.digest('hex'), expected.digest('hex'));
});

test('an agent that hangs up is gone for the upstream too', async (t) => {
  let closed: () => void = () => {};
  const gone = new Promise<void>((resolve) => {
    closed = resolve;
  });
  const upstream = createServer((_, answer) => {
    answer.write('first');
    answer.on('close', closed);
  });
  const ends: boolean[] = [];
  const { url, relay } = await startPair(await listenOn(upstream), { tap: spy({ end: (whole) => ends.push(whole) }) });
  t.after(() => closeAll(upstream));
  t.after(() => relay.close());
  const outgoing = request(url, { agent: false }).end();
  outgoing.on('error', () => {});
  const response = await responseOf(outgoing);
  response.on('error', () => {});
  await nextChunk(response);
  outgoing.destroy();
  await gone;
  assert.deepEqual(ends, [false]);
});

test('one connection of an agent is one of the upstream, and closes with it', async (t) => {
  const ports = new Set<number | undefined>();
  const upstream = createServer((incoming, answer) => {
    ports.add(incoming.socket.remotePort);
    answer.end('ok');
  });
  const { relay } = await startPair(await listenOn(upstream));
  t.after(() => closeAll(upstream));
  t.after(() => relay.close());
  const socket = connect(relay.port, '127.0.0.1');
  let text = '';
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk;
  });
  for (let i = 1; i <= 3; i += 1) {
    socket.write('GET /up/x HTTP/1.1\r\nHost: x\r\n\r\n');
    while (text.split('0\r\n\r\n').length <= i && !text.endsWith('ok'.repeat(i))) {
      if ((text.match(/HTTP\/1\.1 200/g) ?? []).length === i && text.endsWith('ok')) break;
      await sleep(5);
    }
  }
  assert.equal(ports.size, 1);
  const ended = new Promise((resolve) => socket.on('end', resolve));
  upstream.closeIdleConnections();
  await ended;
});

test('an upstream that is not there is one clear line and an error that agents show', async (t) => {
  const closed = createServer();
  const address = await listenOn(closed);
  await closeAll(closed);
  const lines: string[] = [];
  const { url, relay } = await startPair(address, { onTrouble: (line) => lines.push(line) });
  t.after(() => relay.close());
  const response = await responseOf(request(`${url}/v1/messages?key=hidden`, { method: 'POST' }).end('hidden'));
  assert.equal(response.statusCode, 502);
  assert.deepEqual(lines, [`stream-tts proxy: ${address} cannot be reached (ECONNREFUSED).`]);
  const { error } = JSON.parse(String(await nextChunk(response)));
  assert.equal(error.message, lines[0]);
});

test('a tap that breaks is one line, and the agent gets its answer', async (t) => {
  const upstream = createServer((_, answer) => void answer.end('the answer'));
  const lines: string[] = [];
  const tap = spy({
    body: () => {
      throw new TypeError('hidden');
    },
  });
  const { url, relay } = await startPair(await listenOn(upstream), { tap, onTrouble: (line) => lines.push(line) });
  t.after(() => closeAll(upstream));
  t.after(() => relay.close());
  const response = await responseOf(request(url).end());
  assert.equal(String(await nextChunk(response)), 'the answer');
  assert.deepEqual(lines, ['stream-tts proxy: an answer is not spoken (TypeError); the agent gets it all the same.']);
});

test('after an upgrade bytes go both ways as they are', async (t) => {
  const upstream = createServer();
  upstream.on('upgrade', (_, socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\nhello ');
    socket.pipe(socket);
  });
  const { relay } = await startPair(await listenOn(upstream));
  t.after(() => closeAll(upstream));
  t.after(() => relay.close());
  const socket = connect(relay.port, '127.0.0.1');
  socket.write('GET /up/ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: echo\r\n\r\nyou ');
  let text = '';
  for await (const chunk of socket) {
    text += chunk;
    if (text.endsWith('you ')) socket.write('there');
    if (text.endsWith('there')) break;
  }
  assert.match(text, /^HTTP\/1\.1 101 Switching Protocols\r\n[\s\S]*\r\n\r\nhello you there$/);
});

function withoutBody({ method }: Ask, { status }: Script): boolean {
  return method === 'HEAD' || status === 204 || status === 304;
}

function spy(overrides: Partial<Tap>): Tap {
  return { request() {}, response() {}, body() {}, end() {}, ...overrides };
}

function responseOf(outgoing: ReturnType<typeof request>): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    outgoing.on('response', resolve);
    outgoing.on('error', reject);
  });
}

function nextChunk(response: IncomingMessage): Promise<Buffer> {
  return new Promise((resolve) => {
    response.once('data', (chunk: Buffer) => {
      response.pause();
      resolve(chunk);
    });
    response.resume();
  });
}
