import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRightOfWay } from '../../src/pipeline/right-of-way.ts';
import { gateway, settle, tick } from '../helpers/fakes.ts';

test('on shared cores the translator waits for the piece that the voice is making', async () => {
  const way = createRightOfWay(true, tick);
  const piece = gateway();
  const made = way.voice(piece.opened);
  let went = false;
  const going = way.translator().then(() => {
    went = true;
  });
  await settle();
  assert.equal(went, false);
  piece.open();
  await made;
  await going;
  assert.equal(went, true);
});

test('with cores enough, or an idle voice, the translator goes at once', async () => {
  const busy = createRightOfWay(false, tick);
  void busy.voice(new Promise(() => {}));
  await busy.translator();
  await createRightOfWay(true, tick).translator();
});

test('between two pieces of a sentence the translator does not slip in', async () => {
  const way = createRightOfWay(true, tick);
  const [first, second] = [gateway(), gateway()];
  const speaking = (async () => {
    await way.voice(first.opened);
    await way.voice(second.opened);
  })();
  let went = false;
  const going = way.translator().then(() => {
    went = true;
  });
  first.open();
  await settle();
  assert.equal(went, false);
  second.open();
  await Promise.all([speaking, going]);
});

test('a voice that fails gives the way free', async () => {
  const way = createRightOfWay(true, tick);
  await assert.rejects(way.voice(Promise.reject(new Error('broken'))));
  await way.translator();
});
