import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRightOfWay } from '../../src/pipeline/right-of-way.ts';
import { gateway, settle } from '../helpers/fakes.ts';

test('with little sound ahead the translator waits for the piece that the voice is making', async () => {
  const way = createRightOfWay(() => 0);
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

test('with sound enough ahead, or an idle voice, the translator goes at once', async () => {
  const busy = createRightOfWay(() => 10_000);
  void busy.voice(new Promise(() => {}));
  await busy.translator();
  await createRightOfWay(() => 0).translator();
});

test('a voice that fails gives the way free', async () => {
  const way = createRightOfWay(() => 0);
  await assert.rejects(way.voice(Promise.reject(new Error('broken'))));
  await way.translator();
});
