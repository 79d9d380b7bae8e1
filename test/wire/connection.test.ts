import assert from 'node:assert/strict';
import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { createConnection, linkedPair } from '../../src/wire/connection.ts';
import { encodeHead, type Frame } from '../../src/wire/frames.ts';
import { settle } from '../helpers/fakes.ts';

async function all(frames: AsyncIterable<Frame>): Promise<Frame[]> {
  const out: Frame[] = [];
  for await (const frame of frames) out.push(frame);
  return out;
}

test('a linked pair carries frames both ways and ends', async () => {
  const [a, b] = linkedPair();
  await a.send({ n: 1 }, Uint8Array.of(1, 2));
  await b.send({ n: 2 });
  a.close();
  b.close();
  assert.deepEqual(await all(b), [{ head: { n: 1 }, bytes: Uint8Array.of(1, 2) }]);
  assert.deepEqual(await all(a), [{ head: { n: 2 }, bytes: new Uint8Array() }]);
});

test('whoever does not read stops whoever sends', async () => {
  const [a, b] = linkedPair();
  let sent = 0;
  const sending = (async () => {
    for (let n = 0; n < 200; n += 1) {
      await a.send({ n }, new Uint8Array(10_000));
      sent += 1;
    }
    a.close();
  })();
  await settle();
  assert.ok(sent < 20, `${sent} frames went out though nobody reads`);
  const frames = await all(b);
  await sending;
  assert.deepEqual(
    frames.map(({ head }) => head.n),
    Array.from({ length: 200 }, (_, n) => n),
  );
});

test('to send to one that is gone is an error, also for whoever waits for room', async () => {
  const [a, b] = linkedPair();
  const waiting = a.send({}, new Uint8Array(100_000));
  b.destroy();
  a.destroy();
  await assert.rejects(waiting, { name: 'WireError', code: 'closed' });
  await assert.rejects(a.send({}), { name: 'WireError', code: 'closed' });
});

test('one byte at a time, and an end inside a frame', async () => {
  const input = new PassThrough();
  const connection = createConnection(input, new PassThrough());
  const reading = connection[Symbol.asyncIterator]();
  for (const byte of encodeHead({ type: 'beat' })) input.write(Uint8Array.of(byte));
  assert.deepEqual((await reading.next()).value?.head, { type: 'beat' });
  input.end(Buffer.from([0, 0]));
  await assert.rejects(reading.next(), { name: 'WireError', code: 'malformed' });
});

test('what is no frame is an error for the reader', async () => {
  const input = new PassThrough();
  input.end('Segmentation fault\n');
  await assert.rejects(all(createConnection(input, new PassThrough())), { name: 'WireError' });
});

test('a socket serves as both streams, and its reset is an end', async () => {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const client = connect(typeof address === 'object' && address !== null ? address.port : 0, '127.0.0.1');
  const [socket] = (await once(server, 'connection')) as [Socket];
  const [here, there] = [createConnection(client, client), createConnection(socket, socket)];
  await here.send({ hello: 'あ' }, new Uint8Array(1_000_000));
  const reading = there[Symbol.asyncIterator]();
  const { value } = await reading.next();
  assert.deepEqual([value?.head, value?.bytes.length], [{ hello: 'あ' }, 1_000_000]);
  client.resetAndDestroy();
  assert.equal((await reading.next()).done, true);
  there.destroy();
  server.close();
});
