import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createReplay } from '../../src/daemon/replay.ts';
import { gateway, settle } from '../helpers/fakes.ts';

const bytes = (text: string) => new TextEncoder().encode(text);

async function textOf(chunks: AsyncIterable<Uint8Array>): Promise<string> {
  let text = '';
  for await (const chunk of chunks) text += Buffer.from(chunk).toString();
  return text;
}

test('a reader that begins anew gets all of it, also what the one before still waits for', async () => {
  const { opened, open } = gateway();
  const replay = createReplay(
    (async function* () {
      yield bytes('a');
      await opened;
      yield bytes('b');
      yield bytes('c');
    })(),
  );
  const first = replay.read();
  assert.equal(Buffer.from((await first.next()).value ?? []).toString(), 'a');
  const waiting = first.next();
  const second = textOf(replay.read());
  await settle();
  open();
  await waiting;
  assert.equal(await second, 'abc');
  assert.equal(replay.isWhole, true);
});

test('what is too large to be kept is still read once', async () => {
  const large = new Uint8Array(9 * 2 ** 20).fill(97);
  const replay = createReplay(
    (async function* () {
      for (let i = 0; i < 4; i += 1) yield large;
    })(),
  );
  let count = 0;
  for await (const chunk of replay.read()) count += chunk.length;
  assert.equal(count, 4 * large.length);
  assert.equal(replay.isWhole, false);
});
